import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { retryRunJob } from '@/lib/jobs/retry-run';
import { sendJob } from '@/lib/jobs/send';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import type { CampaignSummary } from './campaign-row';
import { findCampaign } from './find-campaign';
import { getCampaign } from './get-campaign';
import { moveCampaign } from './move-campaign';
import { retryRefused } from './retry-refused';
import { skipPausedDates } from './skip-paused-dates';

/**
 * Goes on with a paused campaign; dates of a recurring one that fell into the pause are skipped. Its alerts count as seen: push services that refused it are tried again.
 * @throws AppError `forbidden`, `not_found`, `campaign_wrong_state`
 */
export async function resumeCampaign(actor: Actor, campaignId: string): Promise<CampaignSummary> {
  const campaign = await findCampaign(actor, 'campaigns.send', campaignId);
  const { id, siteId } = campaign;
  const runs = await db.$transaction(async (tx) => {
    await moveCampaign(tx, campaign, 'running', {}, { status: 'paused' });
    if (!(await skipPausedDates(tx, campaign))) await moveCampaign(tx, campaign, 'done', { finishedAt: now() });
    const where = { siteId, campaignId: id, isTest: false, status: 'paused' } as const;
    const paused = await tx.run.findMany({ where, select: { id: true, shardCount: true, lane: true } });
    await tx.run.updateMany({ where, data: { status: 'running' } });
    await retryRefused(
      tx,
      siteId,
      paused.map((run) => run.id),
    );
    await recordAudit(actor, 'campaign.resume', campaignId, {}, tx);
    return paused;
  });
  await enqueueOrLeave(
    fanOutJob,
    runs.map((run) => ({ runId: String(run.id) })),
  );
  await enqueueOrLeave(
    retryRunJob,
    runs.map((run) => ({ runId: String(run.id) })),
  );
  const cause = `resume-${now().getTime()}`;
  const shards = runs.flatMap((run) => Array.from({ length: run.shardCount }, (_, shard) => ({ run, shard })));
  await enqueueOrLeave(
    sendJob,
    shards.map(({ run, shard }) => ({ runId: String(run.id), shard, lane: run.lane, cause })),
  );
  return getCampaign(actor, campaignId);
}
