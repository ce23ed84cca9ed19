import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_SCHEDULE_AHEAD_DAYS } from '@/lib/contracts/campaigns';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { hostileString } from './hostile-values';
import { makeTenant, openDoor, propertyOptions, type Tenant } from './kit';

// What a campaign may not say, at the REST API: the answer names the field and the rule, and nothing is stored.

let door: Awaited<ReturnType<typeof openDoor>>;
let tenant: Tenant;
let draftId: string;

beforeAll(async () => {
  [door, tenant] = [await openDoor(), await makeTenant()];
  draftId = tenant.ids.campaigns ?? '';
});
afterAll(async () => {
  await door?.stop();
  await closeQueues();
});

const message = { title: 'Sale', url: 'https://shop.example/' };
const make = (change: object) =>
  door.api(tenant.token, 'POST', `/api/v1/sites/${tenant.ids.sites}/campaigns`, {
    name: 'Autumn',
    audience: { all: true },
    message,
    ...change,
  });
const countRows = async () =>
  (await pool.query<{ count: number }>('SELECT count(*)::int AS count FROM campaigns')).rows[0]?.count;

async function expectRefused(change: object, path: string, rule: RegExp): Promise<void> {
  const before = await countRows();
  const { status, json } = await make(change);
  expect([status, json?.code]).toEqual([422, 'invalid_input']);
  expect(json?.errors).toContainEqual({ path, message: expect.stringMatching(rule) });
  expect(await countRows()).toBe(before);
}

describe('a send time', () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const bad: [string, unknown, RegExp][] = [
    ['in the past', inDays(-1), /past/],
    ['a second ago', new Date(Date.now() - 1_000).toISOString(), /past/],
    ['in 1970', '1970-01-01T00:00:00Z', /past/],
    ['too far ahead', inDays(MAX_SCHEDULE_AHEAD_DAYS + 1), /at most 366 days/],
    ['in the year 9999', '9999-12-31T23:59:59Z', /at most 366 days/],
    ['without a zone, which a clock change could make ambiguous', '2027-03-28T02:30:00', /./],
    ['in a zone by name, where the hour may not exist', '2027-03-28T02:30:00[Europe/Berlin]', /./],
    ['on a day that is none', '2027-02-30T10:00:00Z', /./],
    ['at an hour that is none', '2027-02-03T25:00:00Z', /./],
    ['of a year of six digits', '+275760-09-13T00:00:00Z', /./],
    ['as a number', Date.now() + 3_600_000, /./],
    ['as words', 'tomorrow', /./],
    ['empty', '', /./],
  ];

  it.each(bad)('%s is refused, naming sendAt', async (_name, sendAt, rule) => {
    await expectRefused({ sendAt }, 'sendAt', rule);
    const scheduled = await door.api(tenant.token, 'POST', `/api/v1/campaigns/${draftId}/schedule`, { sendAt });
    expect(scheduled.status).toBe(422);
    expect(scheduled.json?.errors?.map(({ path }) => path)).toContain('sendAt');
    const { rows } = await pool.query<{ status: string }>('SELECT DISTINCT status FROM campaigns');
    expect(rows).toEqual([{ status: 'draft' }]);
  });

  it('in the past that a draft was saved with is looked at again when it is scheduled', async () => {
    await door.api(tenant.token, 'PATCH', `/api/v1/campaigns/${draftId}`, { sendAt: '2001-01-01T00:00:00Z' });
    const answer = await door.api(tenant.token, 'POST', `/api/v1/campaigns/${draftId}/schedule`, {
      sendAt: '2001-01-01T00:00:00Z',
    });
    expect([answer.status, answer.json?.errors?.[0]?.path]).toEqual([422, 'sendAt']);
  });
});

describe('a message', () => {
  const text = /NUL|surrogate/;
  const actions = (count: number) => Array.from({ length: count }, () => ({ title: 'x', url: 'https://a.example' }));
  const bad: [string, object, string, RegExp][] = [
    ['a javascript: link', { url: 'javascript:alert(1)' }, 'message.url', /https/],
    ['a javascript: link in disguise', { url: ' JaVaScRiPt:alert(1)' }, 'message.url', /https/],
    ['a data: link', { url: 'data:text/html,<script>alert(1)</script>' }, 'message.url', /https/],
    ['a vbscript: link', { url: 'vbscript:msgbox' }, 'message.url', /https/],
    ['a blob: link', { url: 'blob:https://a.example/x' }, 'message.url', /https/],
    ['a file: icon', { icon: 'file:///etc/passwd' }, 'message.icon', /https/],
    ['a data: image', { image: 'data:image/png;base64,AA' }, 'message.image', /https/],
    ['a link with a user name', { url: 'https://a@evil.test' }, 'message.url', /https/],
    ['a button that runs code', { actions: [{ title: 'x', url: 'javascript:x' }] }, 'message.actions.0.url', /https/],
    ['three buttons', { actions: actions(3) }, 'message.actions', /at most 2/],
    ['silence that vibrates', { silent: true, vibrate: [100] }, 'message.vibrate', /silent/],
    ['a renewal of nothing', { renotify: true }, 'message.renotify', /tag/],
    ['no title', { title: '' }, 'message.title', /required/],
    ['a title of blanks', { title: ' \n\t ' }, 'message.title', /required/],
    ['NUL in the title', { title: 'a\0b' }, 'message.title', text],
    ['half an emoji in the title', { title: 'a\ud83d' }, 'message.title', text],
    ['half an emoji in the text', { body: '\ude00' }, 'message.body', text],
    ['NUL in a button', { actions: [{ title: '\0', url: 'https://a.example' }] }, 'message.actions.0.title', text],
    ['NUL in the tag', { tag: 'a\0' }, 'message.tag', text],
    ['half an emoji in a UTM parameter', { utm: { source: '\ud83d' } }, 'message.utm.source', text],
  ];

  it.each(bad)('with %s is refused', async (_name, change, path, rule) => {
    await expectRefused({ message: { ...message, ...change } }, path, rule);
  });

  it('one byte too large, in emoji, is refused with its byte count; the one that fits is taken', async () => {
    // The link fills what the texts may not: letters make it one byte longer at a time.
    const sized = (letters: number) => ({
      ...message,
      title: '🦊'.repeat(30),
      body: '🦊'.repeat(120),
      url: `https://shop.example/${'x'.repeat(letters)}`,
    });
    let [fits, tooLarge] = [0, 2_000];
    expect((await make({ message: sized(fits) })).status).toBe(201);
    while (tooLarge - fits > 1) {
      const middle = Math.floor((fits + tooLarge) / 2);
      const { status } = await make({ message: sized(middle) });
      if (status === 201) fits = middle;
      else tooLarge = middle;
    }
    const { status, json } = await make({ message: sized(tooLarge) });
    expect(status).toBe(422);
    expect(json?.errors?.[0]).toEqual({ path: 'message', message: expect.stringMatching(/2,?60[1-9] bytes/) });
  });

  it('of any text at all is stored as it is, or refused: never a 500, never something else', async () => {
    const property = fc.asyncProperty(hostileString, hostileString, async (title, body) => {
      const { status, json } = await make({ message: { ...message, title, body } });
      if (status === 422) {
        expect(json?.errors?.every(({ path }) => path.startsWith('message'))).toBe(true);
        return;
      }
      expect(status).toBe(201);
      expect(json?.message).toMatchObject({ title: title.trim(), body: body.trim() });
    });
    await fc.assert(property, propertyOptions(100));
  }, 60_000);
});
