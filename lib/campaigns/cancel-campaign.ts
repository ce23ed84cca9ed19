import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import type { CampaignSummary } from './campaign-row';
import { findCampaign } from './find-campaign';
import { getCampaign } from './get-campaign';
import { moveCampaign } from './move-campaign';

/**
 * Cancels a scheduled, running or paused campaign; a recurring one with all its dates to come. No row is claimed once this has committed; those that were being
 * sent end as they end, the rest become suppressed.
 * @throws AppError `forbidden`, `not_found`, `campaign_wrong_state`
 */
export async function cancelCampaign(actor: Actor, campaignId: string): Promise<CampaignSummary> {
  const campaign = await findCampaign(actor, 'campaigns.send', campaignId);
  const { id, siteId } = campaign;
  const runs = await db.$transaction(async (tx) => {
    const where = { siteId, campaignId: id, isTest: false, finishedAt: null };
    const open = await tx.run.findMany({ where, select: { id: true } });
    // One that was launched gets its finish time when its last row has ended.
    const data = { nextAt: null, ...(open.length === 0 && { finishedAt: now() }) };
    await moveCampaign(tx, campaign, 'cancelled', data);
    await tx.run.updateMany({ where, data: { status: 'cancelled' } });
    await recordAudit(actor, 'campaign.cancel', campaignId, {}, tx);
    return open;
  });
  // It closes what is left of the audience, planned or not.
  await enqueueOrLeave(
    fanOutJob,
    runs.map((run) => ({ runId: String(run.id) })),
  );
  return getCampaign(actor, campaignId);
}
