import { setTimeout as sleep } from 'node:timers/promises';
import { recordAudit } from '@/lib/accounts/record-audit';
import type { SystemActor } from '@/lib/contracts/actors';
import { db, systemDb } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { log } from '@/lib/platform/log';
import { launchScheduled } from './launch-campaign';
import { startOccurrence } from './start-occurrence';

/** A job that comes this much too early waits: clocks of two machines are never the same. */
const MAX_WAIT_MS = 2_000;

/**
 * Launches a scheduled campaign, or starts the date of a recurring one, whose time has come; anything else is left alone. One that cannot be launched (its
 * segment was deleted …) becomes a draft again, or is paused when it has begun, with the reason in the audit log, instead of failing for ever.
 * The time is the database's: a worker whose clock is wrong launches nothing early; the reconciler calls again.
 */
export async function launchDue(campaignId: bigint): Promise<void> {
  const dueInMs = await readDueInMs(campaignId);
  if (dueInMs === null || dueInMs > MAX_WAIT_MS) return;
  await sleep(Math.max(0, Math.ceil(dueInMs)));
  const campaign = await systemDb.campaign.findFirst({
    where: {
      id: campaignId,
      archivedAt: null,
      OR: [{ status: 'scheduled' }, { status: 'running', nextAt: { not: null } }],
    },
    select: { id: true, siteId: true, nextAt: true, site: { select: { workspaceId: true } } },
  });
  if (!campaign) return;
  const actor: SystemActor = { kind: 'system', workspaceId: encodeId('workspace', campaign.site.workspaceId) };
  const publicId = encodeId('campaign', campaign.id);
  try {
    await (campaign.nextAt ? startOccurrence(actor, publicId) : launchScheduled(actor, publicId));
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    if (error.code === 'campaign_wrong_state') return; // Someone else was faster.
    log.warn({ err: error, campaignId: publicId }, 'a scheduled campaign cannot be launched');
    const { id, siteId, nextAt } = campaign;
    await db.$transaction(async (tx) => {
      await tx.campaign.updateMany({ where: { id, siteId, status: 'scheduled' }, data: { status: 'draft' } });
      // Archiving a site pauses its series; it passed over this one, which began a date at that moment.
      const where = { id, siteId, status: 'running', nextAt } as const;
      const { count } = nextAt ? await tx.campaign.updateMany({ where, data: { status: 'paused' } }) : { count: 0 };
      if (count > 0) {
        await tx.run.updateMany({ where: { siteId, campaignId: id, status: 'running' }, data: { status: 'paused' } });
      }
      await recordAudit(actor, 'campaign.launch_failed', publicId, { reason: error.detail }, tx);
    });
  }
}

/** By the database's clock; null when it is not scheduled. */
async function readDueInMs(campaignId: bigint): Promise<number | null> {
  const [row] = await systemDb.$queryRaw<{ ms: number | null }[]>`
    SELECT (extract(epoch FROM COALESCE(next_at, send_at) - clock_timestamp()) * 1000)::float8 AS ms
    FROM campaigns WHERE id = ${campaignId} AND (status = 'scheduled' OR (status = 'running' AND next_at IS NOT NULL))`;
  return row?.ms ?? null;
}
