import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { retryRunJob } from '@/lib/jobs/retry-run';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import type { CampaignSummary } from './campaign-row';
import { findCampaign } from './find-campaign';
import { getCampaign } from './get-campaign';
import { retryRefused } from './retry-refused';

/**
 * Tries again at once what push services have refused, after its cause was remedied; by itself that would come ever
 * more rarely. A paused campaign is resumed instead (`resumeCampaign`), which does the same.
 * @throws AppError `forbidden`, `not_found`, `campaign_wrong_state` (not being sent)
 */
export async function retryCampaign(actor: Actor, campaignId: string): Promise<CampaignSummary> {
  const { id, siteId, status } = await findCampaign(actor, 'campaigns.send', campaignId);
  if (status !== 'running') {
    throw new AppError('campaign_wrong_state', { detail: `The campaign is ${status}; nothing is being sent.` });
  }
  const runs = await db.$transaction(async (tx) => {
    const open = await tx.run.findMany({
      where: { siteId, campaignId: id, isTest: false, status: 'running' },
      select: { id: true },
    });
    await retryRefused(
      tx,
      siteId,
      open.map((run) => run.id),
    );
    await recordAudit(actor, 'campaign.retry', campaignId, {}, tx);
    return open;
  });
  await enqueueOrLeave(
    retryRunJob,
    runs.map((run) => ({ runId: String(run.id) })),
  );
  return getCampaign(actor, campaignId);
}
