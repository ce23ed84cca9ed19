import { beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '@/lib/contracts/messages';
import { addSubscribers, makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { checkMessage } from './check-message';
import { createCampaign } from './create-campaign';

let site: TestSite;
let names: string[];
const plain = { title: '', body: '', url: '', actions: [], requireInteraction: false, silent: false, renotify: false };
const check = (message: Partial<Message>, previewFor: Parameters<typeof checkMessage>[3] = null) =>
  checkMessage(site.actor, site.publicId, { ...plain, ...message }, previewFor);

beforeAll(async () => {
  const sink = await startPushSink();
  site = await makeSite();
  const people = await addSubscribers(site, sink, 3);
  await sink.close();
  for (const [index, { id }] of people.entries()) {
    const tags = JSON.stringify({ name: `Ann ${index}`, size: index });
    await pool.query('UPDATE subscribers SET tags = $2, external_id = $3 WHERE id = $1', [id, tags, `u-${index}`]);
  }
  names = people.map(({ id }) => encodeId('subscriber', id));
});

describe('checkMessage', () => {
  const title = 'Hi {{ tags.name | default: "there" }}';

  it('takes a message as it is being written: the rest may still be empty', async () => {
    expect(await check({ title })).toMatchObject({
      problems: [],
      notices: [],
      written: { title: 'Hi there', body: '' },
      person: null,
    });
    const broken = await check({ title: 'Hi {{ tags.nam', body: title });
    expect(broken.problems).toEqual([{ path: 'title', message: 'has "{{" at character 4 without "}}": close it' }]);
    expect(broken).toMatchObject({ bytes: null, written: null });
  });

  it('shows it as a chosen subscriber gets it, and goes through those that a search finds', async () => {
    const first = await check({ title }, { search: 'u-1', index: 0 });
    expect(first).toMatchObject({
      written: { title: 'Hi Ann 1' },
      person: { id: names[1], externalId: 'u-1' },
      personCount: 1,
    });
    const titles = await Promise.all([0, 1, 2, 3].map((index) => check({ title }, { search: '', index })));
    // The newest first, and round again.
    expect(titles.map(({ written }) => written?.title)).toEqual(['Hi Ann 2', 'Hi Ann 1', 'Hi Ann 0', 'Hi Ann 2']);
    expect(await check({ title }, { search: 'nobody', index: 0 })).toMatchObject({
      person: null,
      personCount: 0,
      written: { title: 'Hi there' },
    });
  });

  it('remarks on tags that nobody has and on gaps', async () => {
    const { problems, notices } = await check({ title, body: 'Dear {{ tags.nmae }}, size {{ tags["size"] }}' });
    expect(problems).toEqual([]);
    expect(notices).toEqual([
      { path: 'body', message: 'uses the tag "nmae", which none of your newest subscribers has' },
      { path: 'body', message: 'leaves a gap for people without the tag "nmae": add a default' },
    ]);
  });

  it('is closed to other tenants', async () => {
    const other = await makeSite('Other');
    await expect(
      checkMessage(other.actor, site.publicId, { ...plain, title }, { search: '', index: 0 }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a campaign with personal texts', () => {
  const campaign = (message: object) =>
    createCampaign(site.actor, site.publicId, {
      name: 'Personal',
      audience: { all: true },
      message: { title: 'x', url: 'https://shop.example/', ...message },
    });

  it('is refused with the field, the place and the remedy', async () => {
    await expect(
      campaign({
        title: 'Hi {{ tag.name }}',
        actions: [{ title: 'Go', url: 'https://shop.example/{{ tags.a | raw }}' }],
      }),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [
        {
          path: 'message.title',
          message: 'has the unknown field "tag" at character 7: did you mean tags.NAME?',
        },
        {
          path: 'message.actions.0.url',
          message: expect.stringMatching(/^has the unknown filter "raw" at character 22/),
        },
      ],
    });
  });

  it('may be longer in its template than in what comes out, which is measured', async () => {
    const padded = `{% if tags.vip %}${'a'.repeat(300)}{% endif %}Hello`;
    expect((await campaign({ title: padded })).message.title).toBe(padded);
    await expect(campaign({ title: 'a'.repeat(121) })).rejects.toMatchObject({
      fields: [{ path: 'message.title', message: 'may have at most 120 characters' }],
    });
    await expect(campaign({ title: `{{ tags.a | default: "${'a'.repeat(121)}" }}` })).rejects.toMatchObject({
      fields: [{ path: 'message.title', message: 'may have at most 120 characters with its defaults' }],
    });
    const heavy = `${'{{ tags.a }}'.repeat(60)}`;
    await expect(campaign({ body: heavy })).rejects.toMatchObject({
      fields: [{ path: 'message', message: expect.stringMatching(/^is \d+ bytes/) }],
    });
  });
});
