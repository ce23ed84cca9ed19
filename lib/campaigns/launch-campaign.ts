import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { CampaignStatus } from '@/lib/contracts/campaigns';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { freezeAudience } from '@/lib/segments/freeze-audience';
import { type CampaignSummary, storedAbTest, storedAudience, storedSchedule, toStoredSchedule } from './campaign-row';
import { createRun } from './create-run';
import { findCampaign } from './find-campaign';
import { freezeTimes } from './freeze-times';
import { getCampaign } from './get-campaign';
import { holdImages } from './hold-images';
import { moveCampaign } from './move-campaign';
import { openWinnerPhase } from './open-winner-phase';
import { requireSendableCampaign } from './require-sendable-content';
import { requireTestGoal } from './test-goal';

/** A paused campaign becomes running too, but by `resumeCampaign`: it has its run. */
const LAUNCHABLE: CampaignStatus[] = ['draft', 'scheduled'];

/**
 * Launches a campaign now, whatever its schedule: freezes its message and audience in a run, moves its status and writes the audit entry in one
 * transaction, then calls for the fan-out. A queue that does not answer is no error: the reconciler takes the run up.
 * @throws AppError `forbidden`, `not_found`, `invalid_input` (the message is not complete),
 *   `campaign_wrong_state` (launched already, or edited at the same moment)
 */
export async function launchCampaign(actor: Actor, campaignId: string): Promise<CampaignSummary> {
  return launch(actor, campaignId, false);
}

/** The same for a campaign whose time has come: in local time, when the first zone's has; by best time, its start. */
export async function launchScheduled(actor: Actor, campaignId: string): Promise<CampaignSummary> {
  return launch(actor, campaignId, true);
}

async function launch(actor: Actor, campaignId: string, isScheduled: boolean): Promise<CampaignSummary> {
  const campaign = await findCampaign(actor, 'campaigns.send', campaignId);
  const content = requireSendableCampaign(campaign);
  await requireTestGoal(campaign.siteId, storedAbTest(campaign));
  const audience = await freezeAudience(campaign.siteId, storedAudience(campaign), now());
  const schedule = isScheduled ? storedSchedule(campaign) : null;
  const localTime = await freezeTimes(campaign.siteId, schedule);
  const runId = await db.$transaction(async (tx) => {
    // What was read is what is sent: an edit in between makes this launch fail, not send something unseen.
    const unedited = { status: { in: LAUNCHABLE }, updatedAt: campaign.updatedAt };
    const data = { launchedAt: now(), schedule: toStoredSchedule(schedule), nextAt: null };
    await moveCampaign(tx, campaign, 'running', data, unedited);
    await holdImages(tx, campaign.siteId, content);
    const { id, createdAt } = await createRun(tx, campaign, {
      audience,
      ...content,
      isTest: false,
      ttlSeconds: campaign.ttlSeconds,
      localTime,
    });
    await openWinnerPhase(tx, campaign, content.abTest, { id, createdAt });
    await recordAudit(actor, 'campaign.launch', campaignId, { run: encodeId('run', id) }, tx);
    return id;
  });
  await enqueueOrLeave(fanOutJob, [{ runId: String(runId) }]);
  return getCampaign(actor, campaignId);
}
