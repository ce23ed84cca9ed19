import type { UserActor } from '@/lib/contracts/actors';
import { db, systemDb } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { createSite } from '@/lib/sites/create-site';
import { SAMPLE_GOAL } from './sample-goal';
import { SAMPLE_TOPICS } from './sample-people';
import { SAMPLE_SEGMENTS } from './sample-segments';
import { seedConsents } from './seed-consents';
import { seedSubscribers } from './seed-subscribers';

export const SAMPLE_SITE_NAME = 'Larkspur Coffee (sample)';
export const DEFAULT_SAMPLE_COUNT = 2_000;

interface SampleOptions {
  /** Simulated subscribers to have at the end; never fewer than there are. */
  subscriberCount?: number;
  onProgress?: (done: number) => void;
}

export interface SampleWorkspace {
  workspaceId: string;
  siteId: string;
  siteKey: string;
  subscriberCount: number;
}

/**
 * A workspace of the user's with one site, topics, segments, a goal and simulated subscribers, all marked as simulated.
 * Called again it adds what is missing and changes nothing else.
 * @throws AppError `unavailable` when this process was started without the simulator's port.
 */
export async function createSampleWorkspace(user: UserActor, options: SampleOptions = {}): Promise<SampleWorkspace> {
  const port = env().BELFRY_SIMULATOR_PORT;
  if (!port) {
    throw new AppError('unavailable', {
      detail: 'Sample data needs the simulator that "npm start" brings. Set BELFRY_SIMULATOR_PORT to run it elsewhere.',
    });
  }
  const workspaceId = await findOrCreateWorkspace(decodeId('user', user.userId));
  const actor: UserActor = { ...user, workspaceId: encodeId('workspace', workspaceId), role: 'owner' };
  const site = await findOrCreateSite(actor, workspaceId);
  const siteId = site.id;
  await db.topic.createMany({
    data: SAMPLE_TOPICS.map((topic, position) => ({ ...topic, siteId, position })),
    skipDuplicates: true,
  });
  if ((await db.segment.count({ where: { siteId } })) === 0) {
    await db.segment.createMany({ data: SAMPLE_SEGMENTS.map((segment) => ({ ...segment, siteId })) });
  }
  // One that was deleted stays deleted.
  if ((await db.goal.count({ where: { siteId } })) === 0) await db.goal.create({ data: { ...SAMPLE_GOAL, siteId } });
  const existing = await db.subscriber.count({ where: { siteId } });
  const wanted = options.subscriberCount ?? DEFAULT_SAMPLE_COUNT;
  await seedSubscribers({
    siteId,
    vapidKeyId: site.vapidKeyId,
    origin: `http://127.0.0.1:${port}`,
    // Starting from 0 also moves nobody: those that exist are skipped by their endpoint.
    from: 0,
    count: existing >= wanted ? 0 : wanted,
    onProgress: options.onProgress,
  });
  await seedConsents(siteId);
  return {
    workspaceId: actor.workspaceId,
    siteId: encodeId('site', siteId),
    siteKey: site.siteKey,
    subscriberCount: await db.subscriber.count({ where: { siteId } }),
  };
}

/** The user's sample workspace; made under a lock, so that two clicks at once make one. */
async function findOrCreateWorkspace(userId: bigint): Promise<bigint> {
  return systemDb.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('belfry_sample_workspace'))`;
    const found = await tx.membership.findFirst({ where: { userId, workspace: { isSample: true } } });
    if (found) return found.workspaceId;
    const made = await tx.workspace.create({
      data: { name: 'Sample workspace', isSample: true, memberships: { create: { userId, role: 'owner' } } },
    });
    return made.id;
  });
}

async function findOrCreateSite(
  actor: UserActor,
  workspaceId: bigint,
): Promise<{ id: bigint; siteKey: string; vapidKeyId: bigint }> {
  const where = { workspaceId, isSimulated: true, archivedAt: null };
  const select = { id: true, siteKey: true, currentVapidKeyId: true };
  let site = await db.site.findFirst({ where, select });
  if (!site) {
    await createSite(
      actor,
      // The demo page is a customer's page on this very server.
      { name: SAMPLE_SITE_NAME, allowedOrigins: [env().publicUrl], vapidSubject: 'mailto:sample@belfry.example' },
      { isSimulated: true },
    );
    site = await db.site.findFirstOrThrow({ where, select });
  }
  if (site.currentVapidKeyId === null) throw new Error('the sample site has no key');
  return { ...site, vapidKeyId: site.currentVapidKeyId };
}
