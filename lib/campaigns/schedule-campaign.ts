import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { CampaignSchedule } from '@/lib/contracts/schedules';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { freezeAudience } from '@/lib/segments/freeze-audience';
import { type CampaignSummary, storedAbTest, storedAudience, toStoredSchedule } from './campaign-row';
import { enqueueLaunch } from './enqueue-launch';
import { findCampaign } from './find-campaign';
import { getCampaign } from './get-campaign';
import { holdImages } from './hold-images';
import { launchScheduled } from './launch-campaign';
import { moveCampaign } from './move-campaign';
import { requireSendableCampaign } from './require-sendable-content';
import { requireTestFits } from './require-test-fits';
import { resolveSchedule } from './resolve-schedule';
import { requireTestGoal } from './test-goal';

/**
 * Has a campaign launched by itself: at an instant, in each subscriber's own time zone, at each one's best hour, or again and again. What would keep it from being launched is told now.
 * @throws AppError `forbidden`, `not_found`, `invalid_input`, `campaign_wrong_state`
 */
export async function scheduleCampaign(
  actor: Actor,
  campaignId: string,
  when: string | CampaignSchedule,
): Promise<CampaignSummary> {
  const campaign = await findCampaign(actor, 'campaigns.send', campaignId);
  requireSendableCampaign(campaign);
  const { sendAt: at, schedule, nextAt } = resolveSchedule(when);
  requireTestFits(storedAbTest(campaign), schedule);
  await requireTestGoal(campaign.siteId, storedAbTest(campaign));
  await freezeAudience(campaign.siteId, storedAudience(campaign), at);
  await db.$transaction(async (tx) => {
    const data = { sendAt: at, schedule: toStoredSchedule(schedule), nextAt };
    await moveCampaign(tx, campaign, 'scheduled', data);
    // Read anew: what was saved since it was read is what is scheduled.
    const { id, siteId } = campaign;
    const said = await tx.variant.findMany({ where: { siteId, campaignId: id }, select: { message: true } });
    await holdImages(tx, siteId, said);
    const detail = { sendAt: at.toISOString(), ...(schedule && { schedule: schedule.kind }) };
    await recordAudit(actor, 'campaign.schedule', campaignId, detail, tx);
  });
  if (at <= now() && schedule && schedule.kind !== 'recurring') return launchBegun(actor, campaignId);
  await enqueueLaunch(campaign.id, at);
  return getCampaign(actor, campaignId);
}

/** Its time has come in the first zones: who scheduled it sees it start. */
async function launchBegun(actor: Actor, campaignId: string): Promise<CampaignSummary> {
  try {
    return await launchScheduled(actor, campaignId);
  } catch (error) {
    // A worker was faster.
    if (!(error instanceof AppError) || error.code !== 'campaign_wrong_state') throw error;
    return getCampaign(actor, campaignId);
  }
}
