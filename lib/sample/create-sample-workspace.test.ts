import { beforeAll, expect, test } from 'vitest';
import { createOwner } from '@/lib/accounts/create-owner';
import { leaveSample } from '@/lib/accounts/leave-sample';
import type { UserActor } from '@/lib/contracts/actors';
import { db, systemDb } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { siteGrowth } from '@/lib/stats/site-growth';
import { checkSubscription } from '@/lib/subscribers/check-subscription';
import { personDetails } from '@/lib/subscribers/person-details';
import { createSampleWorkspace } from './create-sample-workspace';
import { placeOrder } from './place-order';

let owner: UserActor;

beforeAll(async () => {
  process.env.BELFRY_SIMULATOR_PORT = '19999';
  owner = await createOwner({ email: 'ada@example.com', password: 'four random words here', name: 'Ada' });
});

test('makes a marked site whose subscribers pass the checks of real ones', async () => {
  const sample = await createSampleWorkspace(owner, { subscriberCount: 300 });
  const siteId = decodeId('site', sample.siteId);
  expect(sample.subscriberCount).toBe(300);
  const site = await systemDb.site.findUniqueOrThrow({ where: { id: siteId }, include: { workspace: true } });
  expect([site.isSimulated, site.workspace.isSample]).toEqual([true, true]);

  const subscribers = await db.subscriber.findMany({ where: { siteId }, orderBy: { id: 'asc' } });
  for (const { endpoint, p256dh, auth } of subscribers.slice(0, 20)) {
    const keys = { p256dh: Buffer.from(p256dh).toString('base64url'), auth: Buffer.from(auth).toString('base64url') };
    expect(checkSubscription({ endpoint, keys })).not.toHaveProperty('problems');
  }
  expect(new Set(subscribers.map((subscriber) => subscriber.browser)).size).toBeGreaterThan(3);
  expect(new Set(subscribers.map((subscriber) => subscriber.country)).size).toBeGreaterThan(5);
  expect(subscribers.filter((subscriber) => subscriber.isTest)).toHaveLength(3);
});

test('called again it adds what is missing and repeats nothing', async () => {
  const first = await createSampleWorkspace(owner, { subscriberCount: 300 });
  const more = await createSampleWorkspace(owner, { subscriberCount: 400 });
  expect(more.siteId).toBe(first.siteId);
  expect(more.subscriberCount).toBe(400);
  expect(await systemDb.workspace.count({ where: { isSample: true } })).toBe(1);
});

test('is left for what is real', async () => {
  const { workspaceId } = await createSampleWorkspace(owner, { subscriberCount: 300 });
  expect(await leaveSample({ ...owner, workspaceId })).toEqual(owner);
  expect(await leaveSample(owner)).toEqual(owner);
  const visitor = { ...owner, role: 'viewer' as const };
  await db.membership.updateMany({ where: { userId: decodeId('user', owner.userId) }, data: { role: 'viewer' } });
  expect(await leaveSample({ ...owner, workspaceId }), 'with the role they have there').toEqual(visitor);
  await db.membership.updateMany({ where: { userId: decodeId('user', owner.userId) }, data: { role: 'owner' } });
});

test('has a goal, which what its customers order counts for', async () => {
  const { siteId: id } = await createSampleWorkspace(owner, { subscriberCount: 300 });
  const siteId = decodeId('site', id);
  const [goal] = await db.goal.findMany({ where: { siteId } });
  await placeOrder({ endpoint: 'http://127.0.0.1:19999/simulated/5', total: 29 });
  await placeOrder({ endpoint: 'http://127.0.0.1:19999/nobody', total: 1 });
  const customer = await db.subscriber.findFirstOrThrow({ where: { siteId, endpoint: { endsWith: '/simulated/5' } } });
  expect(
    await db.subscriberEvent.findMany({ where: { siteId }, select: { subscriberId: true, name: true, props: true } }),
  ).toEqual([{ subscriberId: customer.id, name: goal?.eventName, props: { [goal?.valueProperty ?? '']: 29 } }]);

  await db.goal.updateMany({ where: { siteId }, data: { archivedAt: new Date() } });
  await createSampleWorkspace(owner, { subscriberCount: 300 });
  expect(await db.goal.count({ where: { siteId, archivedAt: null } }), 'deleted, it stays so').toBe(0);
});

test('everybody agreed when they subscribed, and growth, prompts and the page of one of them say the same', async () => {
  const sample = await createSampleWorkspace(owner, { subscriberCount: 450 });
  const siteId = decodeId('site', sample.siteId);
  const actor: UserActor = { ...owner, workspaceId: sample.workspaceId, role: 'owner' };
  const { daily, prompts, asked } = await siteGrowth(actor, sample.siteId, 90);
  expect(prompts.map(({ prompt }) => prompt)).toEqual(['dialog', 'button']);
  expect(prompts.reduce((sum, { granted }) => sum + granted, 0)).toBe(450);
  expect(asked.map(({ prompt, granted }) => ({ prompt, granted, withdrawn: 0 }))).toEqual(prompts);
  for (const { shown, granted, denied, dismissed } of asked) {
    expect(granted + denied + dismissed).toBeLessThanOrEqual(shown);
  }
  const counted = await db.promptCount.groupBy({
    by: ['day'],
    where: { siteId, outcome: 'granted' },
    _sum: { count: true },
    orderBy: { day: 'asc' },
  });
  const came = daily.filter(({ gained }) => gained > 0).map(({ day, gained }) => [day, gained]);
  expect(counted.map(({ day, _sum }) => [day.toISOString().slice(0, 10), _sum.count])).toEqual(came);

  const someone = await db.subscriber.findFirstOrThrow({ where: { siteId } });
  const { consents } = await personDetails(actor, sample.siteId, encodeId('subscriber', someone.id));
  expect(consents).toMatchObject([{ decision: 'granted', at: someone.subscribedAt.toISOString() }]);
});
