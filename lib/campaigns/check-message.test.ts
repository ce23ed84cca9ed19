import { beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '@/lib/contracts/messages';
import type { CheckMessage, PreviewFor } from '@/lib/contracts/personal-fields';
import { addSubscribers, makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { checkMessage } from './check-message';
import { createCampaign } from './create-campaign';

let site: TestSite;
let names: string[];
const plain = { title: '', body: '', url: '', actions: [], requireInteraction: false, silent: false, renotify: false };
const check = (message: Partial<Message>, previewFor: PreviewFor | null = null, more: Partial<CheckMessage> = {}) =>
  checkMessage(site.actor, site.publicId, {
    message: { ...plain, ...message },
    translations: {},
    shown: '',
    previewFor,
    ...more,
  });

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

  it('shows the language asked for, or that of the subscriber, and names the language of a problem', async () => {
    const translations = { de: { title: 'Hallo {{ tags.name | default: "du" }}' }, pt: { title: 'Olá', body: 'x' } };
    expect(await check({ title }, null, { translations, shown: 'de' })).toMatchObject({
      language: 'de',
      written: { title: 'Hallo du', lang: 'de' },
    });
    await pool.query(`UPDATE subscribers SET language = 'pt-br' WHERE external_id = 'u-0'`);
    const shown = await check({ title }, { search: 'u-0', index: 0 }, { translations, shown: 'de' });
    expect(shown).toMatchObject({ language: 'pt', written: { title: 'Olá', body: 'x' } });
    // What is wrong with the default's text is told once, not for each language that takes it over.
    const { problems, bytes } = await check({ body: '{{ a }}' }, null, {
      translations: { de: { title: '{{ b }}' }, fr: { title: 'Salut' } },
    });
    expect(problems.map(({ path }) => path)).toEqual(['body', 'translations.de.title']);
    expect(bytes).toBeNull();
  });

  it('takes nothing that is no message', async () => {
    for (const input of [{}, { message: { title: 1 } }, null, { message: { ...plain, title: 'x'.repeat(9_000) } }]) {
      await expect(checkMessage(site.actor, site.publicId, input as unknown as CheckMessage)).rejects.toMatchObject({
        code: 'invalid_input',
      });
    }
  });

  it('is closed to other tenants', async () => {
    const other = await makeSite('Other');
    await expect(
      checkMessage(other.actor, site.publicId, {
        message: { ...plain, title },
        translations: {},
        shown: '',
        previewFor: { search: '', index: 0 },
      }),
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
