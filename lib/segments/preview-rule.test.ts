import { beforeAll, describe, expect, it } from 'vitest';
import type { SystemActor } from '@/lib/contracts/actors';
import { createSubscribers } from '@/lib/subscribers/create-subscribers';
import { knownValues } from '@/lib/subscribers/known-values';
import { listTestSubscribers } from '@/lib/subscribers/list-test-subscribers';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { updateSubscriber } from '@/lib/subscribers/update-subscriber';
import { archiveSegment } from './archive-segment';
import { createSegment } from './create-segment';
import { listSegments } from './list-segments';
import { previewRule } from './preview-rule';
import { restoreSegment } from './restore-segment';

let actor: SystemActor;
let site: string;
let stranger: Awaited<ReturnType<typeof makeTestSite>>;
let ids: string[];

beforeAll(async () => {
  const made = await makeTestSite();
  stranger = await makeTestSite();
  ({ actor, publicId: site } = made);
  const people = [
    { country: 'DE', tags: { plan: 'pro' } },
    { country: 'DE', tags: { plan: 'free', vip: true } },
    { country: 'FR', language: 'fr' },
  ];
  for (const person of people) await createSubscribers(actor, site, [{ ...makeSubscription(), ...person }]);
  await createSubscribers(stranger.actor, stranger.publicId, [{ ...makeSubscription(), country: 'JP' }]);
  ids = (await previewRule(actor, site, { op: 'and', rules: [] })).sample.map((subscriber) => subscriber.id);
});

describe('previewRule', () => {
  it('counts who matches, out of how many, and shows the newest of them', async () => {
    const { count, total, sample } = await previewRule(actor, site, {
      field: 'country',
      operator: 'is',
      values: ['DE'],
    });
    expect([count, total]).toEqual([2, 3]);
    expect(sample.map((subscriber) => subscriber.id)).toEqual([ids[1], ids[2]]);
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
