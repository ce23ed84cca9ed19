import { beforeAll, describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { makeTenant, operations, type Tenant } from '../test-support';
import { clientOf } from './test-support';

// An edit or a deletion that is bound to what was read (RFC 9110 §13.1.1), of everything that the API lets people edit.

type Call = ReturnType<typeof clientOf>;
interface Edited {
  path: (ids: Tenant['ids']) => string;
  patch: (serial: number) => Record<string, unknown>;
}

const named = (serial: number) => ({ name: `Name ${serial}` });
const inSite = (noun: string) => (ids: Tenant['ids']) => `/sites/${ids.sites}/${noun}/${ids[noun]}`;
const EDITED: Record<string, Edited> = {
  sites: { path: (ids) => `/sites/${ids.sites}`, patch: named },
  topics: { path: inSite('topics'), patch: named },
  segments: { path: inSite('segments'), patch: named },
  goals: { path: inSite('goals'), patch: named },
  templates: { path: inSite('templates'), patch: named },
  webhooks: { path: inSite('webhooks'), patch: (serial) => ({ description: `Words ${serial}` }) },
  subscribers: { path: inSite('subscribers'), patch: (serial) => ({ tags: { serial } }) },
  campaigns: { path: (ids) => `/campaigns/${ids.campaigns}`, patch: named },
  'api-keys': { path: (ids) => `/api-keys/${ids['api-keys']}`, patch: named },
  imports: {
    path: inSite('imports'),
    patch: (serial) => ({ columns: [{ name: 'plan', field: `tag:plan-${serial}` }] }),
  },
};

let tenant: Tenant;
let call: Call;

beforeAll(async () => {
  tenant = await makeTenant('edits');
  call = clientOf(tenant.token);
});

describe.each(Object.entries(EDITED))('an edit of %s', (_noun, { path, patch }) => {
  const tagOf = async () => (await call('GET', path(tenant.ids))).headers.get('etag') ?? '';
  const edit = (serial: number, tag?: string) =>
    call<{ code?: string }>('PATCH', path(tenant.ids), patch(serial), tag === undefined ? {} : { 'if-match': tag });

  it('is made with the tag that was read, and answers the next one', async () => {
    const tag = await tagOf();
    expect(tag).toMatch(/^"v\d+"$/);
    const changed = await edit(1, tag);
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(tag);
    expect(await tagOf()).toBe(changed.headers.get('etag'));
  });

  it('is refused with a tag that is stale, and changes nothing', async () => {
    const stale = await tagOf();
    expect((await edit(2)).status).toBe(200);
    const current = await tagOf();
    for (const tag of [stale, '"v999999999"', 'W/"v1"', 'nonsense']) {
      const late = await edit(3, tag);
      expect([tag, late.status, late.json.code]).toEqual([tag, 412, 'precondition_failed']);
    }
    expect(await tagOf()).toBe(current);
    expect((await edit(4, '*')).status).toBe(200);
  });

  it('is won by one of those who read the same', async () => {
    const tag = await tagOf();
    const answers = await Promise.all([5, 6, 7, 8].map((serial) => edit(serial, tag)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });
});

it('another pace of a campaign is bound, too', async () => {
  const path = EDITED.campaigns?.path(tenant.ids) ?? '';
  const tag = (await call('GET', path)).headers.get('etag') ?? '';
  const slower = (throttlePerMinute: number, given: string) =>
    call<{ code?: string }>('PUT', `${path}/throttle`, { throttlePerMinute }, { 'if-match': given });
  const changed = await slower(600, tag);
  expect(changed.status).toBe(200);
  const current = (await call('GET', path)).headers.get('etag');
  expect(changed.headers.get('etag')).toBe(current);
  expect(current).not.toBe(tag);
  const late = await slower(60, tag);
  expect([late.status, late.json.code]).toEqual([412, 'precondition_failed']);
  expect((await call<{ throttlePerMinute: number }>('GET', path)).json.throttlePerMinute).toBe(600);
});

it('a visit leaves what an editor has read of a subscriber as it is', async () => {
  const { path, patch } = EDITED.subscribers as Edited;
  const tag = (await call('GET', path(tenant.ids))).headers.get('etag') ?? '';
  await pool.query('UPDATE subscribers SET last_seen_at = now(), session_count = session_count + 1');
  expect((await call('PATCH', path(tenant.ids), patch(9), { 'if-match': tag })).status).toBe(200);
});

// The site, in which the others are, last.
describe.each(Object.entries(EDITED).reverse())('a deletion of %s', (noun, { path, patch }) => {
  it('is made with the tag that is current, and refused with any other', async () => {
    const one = path(tenant.ids);
    const remove = (tag?: string) => call('DELETE', one, undefined, tag === undefined ? {} : { 'if-match': tag });
    const tagOf = async () => (await call('GET', one)).headers.get('etag') ?? '';
    const stale = await tagOf();
    expect((await call('PATCH', one, patch(10))).status).toBe(200);
    const current = await tagOf();
    for (const tag of [stale, '"v999999999"', `W/${current}`])
      expect([tag, (await remove(tag)).status]).toEqual([tag, 412]);
    expect(await tagOf()).toBe(current);
    expect((await remove(current)).status).toBe(204);
    // Of a key that was revoked is told that it was.
    expect((await call('GET', one)).status).toBe(noun === 'api-keys' ? 200 : 404);
  });
});

it('covers every route that takes If-Match', () => {
  const paths = Object.values(EDITED).map(({ path }) => `/api/v1${path({})}`.replaceAll('undefined', '{}'));
  const bound = operations
    .filter(
      ({ path, method }) => ['PATCH', 'PUT', 'DELETE'].includes(method) && !/exports|images|failed-jobs/.test(path),
    )
    .map(({ path, method }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
  expect(bound.filter((route) => !paths.includes(route.split(' ')[1] ?? ''))).toEqual([
    'PUT /api/v1/campaigns/{}/throttle',
  ]);
});
