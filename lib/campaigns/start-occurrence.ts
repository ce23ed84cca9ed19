import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { MAX_OCCURRENCES } from '@/lib/contracts/limits';
import { nextOccurrences } from '@/lib/contracts/recurrence';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { log } from '@/lib/platform/log';
import { freezeAudience } from '@/lib/segments/freeze-audience';
import { type CampaignRow, storedAudience, storedSchedule } from './campaign-row';
import { createRun } from './create-run';
import { findCampaign } from './find-campaign';
import { requireSendableCampaign } from './require-sendable-content';

/** A date that was missed (nothing was running) is made up for if it is less late than this. */
const MAX_LATE_MS = 3 * 3_600_000;

/**
 * Starts the due date of a recurring campaign: message and audience are frozen in a run of its own, as they are now. Of
 * several dates that were missed, the latest is sent if it is less than three hours late; the others are written down
 * as skipped. The date, the run and the move to the next date are one transaction, and the date's key is unique:
 * whoever races or dies, it happens once.
 * @throws AppError `forbidden`, `not_found`
 */
export async function startOccurrence(actor: Actor, campaignId: string): Promise<void> {
  const campaign = await findCampaign(actor, 'campaigns.send', campaignId);
  const schedule = storedSchedule(campaign);
  const { id, siteId, nextAt } = campaign;
  if (schedule?.kind !== 'recurring' || !nextAt) return;
  const content = await readContent(campaign);
  const runId = await db.$transaction(async (tx) => {
    const [clock] = await tx.$queryRaw<{ at: Date }[]>`SELECT now() AS at`;
    const now = clock?.at ?? new Date();
    if (nextAt > now) return null;
    const pastCount = await tx.campaignOccurrence.count({ where: { campaignId: id, siteId } });
    const missed = nextOccurrences(schedule, nextAt, MAX_OCCURRENCES, pastCount + 1).filter((at) => at <= now);
    const due = [nextAt, ...missed];
    const latest = due.at(-1) ?? nextAt;
    const isSent = content !== null && now.getTime() - latest.getTime() < MAX_LATE_MS;
    const [next = null] = nextOccurrences(schedule, now, 1, pastCount + due.length);
    const openCount = await tx.run.count({ where: { siteId, campaignId: id, isTest: false, finishedAt: null } });
    const isOver = !isSent && !next && openCount === 0;
    const moved = await tx.campaign.updateMany({
      // What was read is what is sent, and who comes second finds another date.
      where: {
        id,
        siteId,
        archivedAt: null,
        status: { in: ['scheduled', 'running'] },
        nextAt,
        updatedAt: campaign.updatedAt,
      },
      data: {
        nextAt: next,
        ...(isSent && { status: 'running', launchedAt: campaign.launchedAt ?? now }),
        ...(isOver && { status: 'done', finishedAt: now }),
      },
    });
    if (moved.count === 0) return null;
    const run = isSent
      ? await createRun(tx, campaign, { ...content, isTest: false, ttlSeconds: campaign.ttlSeconds })
      : null;
    await tx.campaignOccurrence.createMany({
      data: due.map((occursAt) => ({
        campaignId: id,
        siteId,
        occursAt,
        runId: occursAt === latest ? (run?.id ?? null) : null,
        reason: occursAt === latest && run ? null : occursAt === latest && content === null ? 'failed' : 'missed',
      })),
    });
    const detail = { occursAt: latest.toISOString(), ...(run && { run: encodeId('run', run.id) }) };
    await recordAudit(actor, run ? 'campaign.launch' : 'campaign.skip', campaignId, detail, tx);
    return run?.id ?? null;
  });
  if (runId !== null) await enqueueOrLeave(fanOutJob, [{ runId: String(runId) }]);
}

/** Null when it cannot be sent as it is: its segment was deleted … The next date may find it mended. */
async function readContent(campaign: CampaignRow) {
  try {
    const content = requireSendableCampaign(campaign);
    return { ...content, audience: await freezeAudience(campaign.siteId, storedAudience(campaign), new Date()) };
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    log.warn(
      { err: error, campaignId: encodeId('campaign', campaign.id) },
      'a date of a recurring campaign cannot be sent',
    );
    return null;
  }
}
