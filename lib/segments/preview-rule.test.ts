import { beforeAll, describe, expect, it } from 'vitest';
import type { SystemActor } from '@/lib/contracts/actors';
import { db, pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { createSubscribers } from '@/lib/subscribers/create-subscribers';
import { knownValues } from '@/lib/subscribers/known-values';
import { listTestSubscribers } from '@/lib/subscribers/list-test-subscribers';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { trackEvents } from '@/lib/subscribers/track-events';
import { updateSubscriber } from '@/lib/subscribers/update-subscriber';
import { archiveSegment } from './archive-segment';
import { createSegment } from './create-segment';
import { knownBehaviour } from './known-behaviour';
import { listSegments } from './list-segments';
import { previewRule } from './preview-rule';
import { restoreSegment } from './restore-segment';
import { updateSegment } from './update-segment';

let actor: SystemActor;
let site: string;
let siteId: bigint;
let stranger: Awaited<ReturnType<typeof makeTestSite>>;
let ids: string[];

beforeAll(async () => {
  const made = await makeTestSite();
  stranger = await makeTestSite();
  ({ actor, publicId: site, id: siteId } = made);
  const people = [
    { country: 'DE', tags: { plan: 'pro' } },
    { country: 'DE', tags: { plan: 'free', vip: true } },
    { country: 'FR', language: 'fr' },
  ];
  for (const person of people) await createSubscribers(actor, site, [{ ...makeSubscription(), ...person }]);
  await createSubscribers(stranger.actor, stranger.publicId, [{ ...makeSubscription(), country: 'JP' }]);
  const { sample } = await previewRule(actor, site, { op: 'and', rules: [] });
  ids = (sample ?? []).map((subscriber) => subscriber.id);
});

async function makeCampaign(siteId: bigint, name: string, launchedAt: Date | null): Promise<string> {
  const campaign = await db.campaign.create({
    data: { siteId, name, audience: { all: true }, ttlSeconds: 60, launchedAt },
  });
  return encodeId('campaign', campaign.id);
}

describe('previewRule', () => {
  it('counts who matches, out of how many, and shows the newest of them', async () => {
    const { count, total, sample } = await previewRule(actor, site, {
      field: 'country',
      operator: 'is',
      values: ['DE'],
    });
    expect([count, total]).toEqual([2, 3]);
    expect(sample?.map((subscriber) => subscriber.id)).toEqual([ids[1], ids[2]]);
  });

  it('refuses a rule that is none, and another tenant', async () => {
    const rule = { field: 'country', operator: 'is', values: [] } as const;
    await expect(previewRule(actor, site, { ...rule, values: [] })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(previewRule(stranger.actor, site, { op: 'and', rules: [] })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('knownValues', () => {
  it('offers what this site’s subscribers have, most frequent first', async () => {
    const known = await knownValues(actor, site);
    expect(known).toMatchObject({ country: ['DE', 'FR'], language: ['fr'], tagKeys: ['plan', 'vip'] });
    await expect(knownValues(stranger.actor, site)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('knownBehaviour', () => {
  it('names events with their properties, paths and launched campaigns, and the campaigns of the rule', async () => {
    const [launched, draft, foreign] = await Promise.all([
      makeCampaign(siteId, 'Autumn', new Date()),
      makeCampaign(siteId, 'Later', null),
      makeCampaign(stranger.id, 'Theirs', new Date()),
    ]);
    for (const [at, event] of ['bought', 'cart_left', 'bought'].entries())
      await trackEvents(actor, site, [{ subscriberId: ids[0], event, props: { total: at, [event]: true } }]);
    await pool.query(`INSERT INTO site_paths (site_id, path) VALUES ($1, '/shoes'), ($2, '/theirs')`, [
      siteId,
      stranger.id,
    ]);
    const rule = {
      op: 'or' as const,
      rules: [draft, foreign].map((campaignId) => ({
        field: 'campaign' as const,
        operator: 'sent' as const,
        campaignId,
      })),
    };
    expect(await knownBehaviour(actor, site, rule)).toEqual({
      events: ['bought', 'cart_left'],
      eventProperties: ['bought', 'cart_left', 'total'],
      paths: ['/shoes'],
      isRecordingPages: false,
      campaigns: [
        { id: launched, name: 'Autumn' },
        { id: draft, name: 'Later' },
      ],
    });
    await expect(knownBehaviour(stranger.actor, site)).rejects.toMatchObject({ code: 'not_found' });
    await expect(createSegment(actor, site, { name: 'Theirs', rule })).rejects.toMatchObject({ code: 'invalid_input' });
    const { id } = await createSegment(actor, site, { name: 'Ours', rule: { op: 'and', rules: [] } });
    await expect(updateSegment(actor, site, id, { rule })).rejects.toMatchObject({ code: 'invalid_input' });
    await updateSegment(actor, site, id, { rule: { field: 'campaign', operator: 'sent', campaignId: launched } });
    await archiveSegment(actor, site, id);
  });
});

describe('listTestSubscribers', () => {
  it('lists those that are marked', async () => {
    expect(await listTestSubscribers(actor, site)).toEqual([]);
    await updateSubscriber(actor, site, ids[0] ?? '', { isTest: true });
    expect((await listTestSubscribers(actor, site)).map((subscriber) => subscriber.id)).toEqual([ids[0]]);
    await expect(listTestSubscribers(stranger.actor, site)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('restoreSegment', () => {
  it('undoes an archive, for its own tenant only', async () => {
    const { id } = await createSegment(actor, site, { name: 'All', rule: { op: 'and', rules: [] } });
    const names = async () => (await listSegments(actor, site)).items.map((segment) => segment.name);
    await archiveSegment(actor, site, id);
    expect(await names()).toEqual([]);
    await expect(restoreSegment(stranger.actor, stranger.publicId, id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await names()).toEqual([]);
    await restoreSegment(actor, site, id);
    expect(await names()).toEqual(['All']);
  });
});
