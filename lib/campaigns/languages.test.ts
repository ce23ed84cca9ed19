import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planPage } from '@/lib/delivery/plan-page';
import { addSubscribers, EVERYONE, makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { createCampaign } from './create-campaign';
import { duplicateCampaign } from './duplicate-campaign';
import { getCampaign } from './get-campaign';
import { launchCampaign } from './launch-campaign';
import { pickLanguage } from './pick-language';
import { updateDraft } from './update-draft';

let sink: PushSink;
let site: TestSite;

beforeAll(async () => {
  sink = await startPushSink();
});
beforeEach(async () => {
  site = await makeSite();
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

const MESSAGE = {
  title: 'Sale',
  body: 'Until midnight',
  url: 'https://shop.example/',
  actions: [{ title: 'Go', url: 'https://shop.example/go' }],
};
const create = (translations: Record<string, object>) =>
  createCampaign(site.actor, site.publicId, {
    name: 'Languages',
    audience: { all: true },
    message: MESSAGE,
    translations: translations as Record<string, { title: string }>,
  });

/** The one run of a launched campaign, planned. */
async function plan(campaignId: string) {
  const { rows } = await pool.query<{ id: bigint; messages: Record<string, unknown>[]; languages: string[] }>(
    'SELECT id, messages, languages FROM runs WHERE campaign_id = $1',
    [decodeId('campaign', campaignId)],
  );
  const [run] = rows;
  if (!run) throw new Error('no run');
  while (!(await planPage(run.id, site.id, EVERYONE))?.isComplete);
  return run;
}

describe('a campaign in several languages', () => {
  it('plans each subscriber for their language, its base, or the message itself', async () => {
    // What a subscriber's browser speaks → the language that they get.
    const expected: [string | null, string][] = [
      ['de', 'de'],
      ['de-at', 'de'],
      ['pt-br', 'pt-br'],
      ['pt-pt', 'pt'],
      ['pt', 'pt'],
      ['zh-hant-tw', 'zh-hant'],
      ['zh-hans-cn', ''],
      ['fr', ''],
      ['d', ''],
      ['', ''],
      [null, ''],
    ];
    const people = await addSubscribers(site, sink, expected.length);
    for (const [index, [language]] of expected.entries()) {
      await pool.query('UPDATE subscribers SET language = $2 WHERE id = $1', [people[index]?.id, language]);
    }
    const { id } = await create({
      de: { title: 'Ausverkauf', body: 'Bis Mitternacht', url: 'https://shop.example/de' },
      'pt-BR': { title: 'Promoção' },
      pt: { title: 'Saldos' },
      'zh-hant': { title: '特賣' },
    });
    await launchCampaign(site.actor, id);
    const run = await plan(id);
    expect(run.languages).toEqual(['', 'de', 'pt', 'pt-br', 'zh-hant']);
    expect(run.messages[1]).toMatchObject({
      title: 'Ausverkauf',
      body: 'Bis Mitternacht',
      url: 'https://shop.example/de',
      lang: 'de',
      actions: MESSAGE.actions,
    });
    expect(run.messages[3]).toMatchObject({ ...MESSAGE, title: 'Promoção', lang: 'pt-br' });
    const { rows } = await pool.query<{ subscriber_id: bigint; variant: number }>(
      'SELECT subscriber_id, variant FROM deliveries WHERE run_id = $1',
      [run.id],
    );
    const variants = new Map(rows.map((row) => [row.subscriber_id, run.languages[row.variant]]));
    // The composer's preview picks by the same rule.
    const picked = expected.map(([language]) => [language, pickLanguage(run.languages, language) ?? '']);
    expect(picked).toEqual(expected);
    expect(people.map(({ id: one }, index) => [expected[index]?.[0], variants.get(one)])).toEqual(expected);
  });

  it('without another language has one message and no languages', async () => {
    await addSubscribers(site, sink, 1);
    const { id, translations } = await create({});
    expect(translations).toEqual({});
    await launchCampaign(site.actor, id);
    expect(await plan(id)).toMatchObject({ languages: [], messages: [{ title: 'Sale' }] });
  });

  it('is kept with the draft, replaced as a whole, and copied', async () => {
    const { id } = await create({ de: { title: 'Ausverkauf' }, fr: { title: 'Soldes' } });
    await updateDraft(site.actor, id, { name: 'Other' });
    expect((await getCampaign(site.actor, id)).translations).toEqual({
      de: { title: 'Ausverkauf' },
      fr: { title: 'Soldes' },
    });
    await updateDraft(site.actor, id, { translations: { it: { title: '' } } });
    expect((await getCampaign(site.actor, id)).translations).toEqual({ it: { title: '' } });
    const copy = await duplicateCampaign(site.actor, id);
    expect(copy.translations).toEqual({ it: { title: '' } });
    await updateDraft(site.actor, id, { translations: {} });
    expect(await getCampaign(site.actor, id)).toMatchObject({ translations: {}, message: { title: 'Sale' } });
  });

  it('is checked whole in every language before it goes, and names language and field', async () => {
    const draft = await create({ de: { title: 'Ausverkauf' } });
    await updateDraft(site.actor, draft.id, {
      translations: { de: { body: 'ohne Titel' }, fr: { title: 'Salut {{ tag.nom }}', url: 'nowhere' } },
    });
    await expect(launchCampaign(site.actor, draft.id)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [
        { path: 'translations.de.title', message: 'is required' },
        { path: 'translations.fr.url', message: expect.stringContaining('must be an address') },
      ],
    });
    await expect(create({ fr: { title: 'Salut {{ tag.nom }}' } })).rejects.toMatchObject({
      fields: [{ path: 'translations.fr.title', message: expect.stringContaining('unknown field "tag"') }],
    });
    await expect(create({ german: { title: 'x' } })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(create({ de: { titel: 'x' } })).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
