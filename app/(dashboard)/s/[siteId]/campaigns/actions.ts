'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { SavedDraft, TestSubscriber } from '@/components/campaigns/composer.types';
import { clientName, subscriberTitle } from '@/components/subscribers/subscriber-words';
import type { ActionState } from '@/components/ui/action-state';
import { formatDate } from '@/components/ui/format';
import { bestTime } from '@/lib/campaigns/best-time';
import { cancelCampaign } from '@/lib/campaigns/cancel-campaign';
import { checkMessage } from '@/lib/campaigns/check-message';
import { chooseWinner } from '@/lib/campaigns/choose-winner';
import { createDraft } from '@/lib/campaigns/create-draft';
import { deleteDraft } from '@/lib/campaigns/delete-draft';
import { duplicateCampaign } from '@/lib/campaigns/duplicate-campaign';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import { launchCampaign } from '@/lib/campaigns/launch-campaign';
import { pauseCampaign } from '@/lib/campaigns/pause-campaign';
import { restoreDraft } from '@/lib/campaigns/restore-draft';
import { resumeCampaign } from '@/lib/campaigns/resume-campaign';
import { retryCampaign } from '@/lib/campaigns/retry-campaign';
import { scheduleCampaign } from '@/lib/campaigns/schedule-campaign';
import { sendTest } from '@/lib/campaigns/send-test';
import { setThrottle } from '@/lib/campaigns/set-throttle';
import { unscheduleCampaign } from '@/lib/campaigns/unschedule-campaign';
import { updateDraft } from '@/lib/campaigns/update-draft';
import type { AbTestResult } from '@/lib/contracts/ab-tests';
import type { Audience, CampaignDraftInput } from '@/lib/contracts/campaigns';
import type { CheckMessage, MessageCheck } from '@/lib/contracts/personal-fields';
import type { BestTimeView, CampaignSchedule } from '@/lib/contracts/schedules';
import type { Skips, SkipsInput } from '@/lib/contracts/skips';
import { previewSkips } from '@/lib/delivery/preview-skips';
import { AppError } from '@/lib/platform/errors';
import { type AudiencePreview, previewAudience } from '@/lib/segments/preview-audience';
import { abTestResult } from '@/lib/stats/ab-test-result';
import { knownValues } from '@/lib/subscribers/known-values';
import { listTestSubscribers } from '@/lib/subscribers/list-test-subscribers';

const PAGES = '/s/[siteId]/campaigns';

/** Creates the draft at its first change, then saves it; what someone else has saved since is never overwritten. */
export async function saveDraftAction(
  siteId: string,
  draft: CampaignDraftInput,
  known: SavedDraft | null,
): Promise<ActionState<{ saved?: SavedDraft; conflict?: SavedDraft }>> {
  return runAction(async () => {
    const actor = await requireActor('campaigns.write');
    if (!known) return { saved: stateOf(await createDraft(actor, siteId, draft)) };
    try {
      return { saved: stateOf(await updateDraft(actor, known.id, draft, known.updatedAt)) };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'precondition_failed') throw error;
      return { conflict: stateOf(await getCampaign(actor, known.id)) };
    }
  });
}

function stateOf({ id, updatedAt }: SavedDraft): SavedDraft {
  return { id, updatedAt };
}

/** About how many, where that is quicker; the page asks for the exact number by REST. */
export async function countAudienceAction(siteId: string, audience: Audience): Promise<ActionState<AudiencePreview>> {
  return runAction(async () => previewAudience(await requireActor('segments.read'), siteId, audience));
}

/** Who of an audience will not get a campaign, and why. */
export async function previewSkipsAction(siteId: string, input: SkipsInput): Promise<ActionState<Skips>> {
  return runAction(async () => previewSkips(await requireActor('segments.read'), siteId, input));
}

/** How many of the site have a best hour of their own, and which the others get. */
export async function bestTimeAction(siteId: string): Promise<ActionState<BestTimeView>> {
  return runAction(async () => bestTime(await requireActor('campaigns.read'), siteId));
}

/** Sends now, or by itself: at an instant, or by a schedule. */
export async function launchCampaignAction(
  campaignId: string,
  when: string | CampaignSchedule | null,
): Promise<ActionState> {
  return runAction(async () => {
    const actor = await requireActor('campaigns.send');
    await (when ? scheduleCampaign(actor, campaignId, when) : launchCampaign(actor, campaignId));
    revalidatePath(PAGES, 'page');
  });
}

export async function sendTestAction(
  campaignId: string,
  subscriberIds: string[],
  variant?: string,
  draft?: CampaignDraftInput,
): Promise<ActionState> {
  return runAction(async () => {
    await sendTest(await requireActor('campaigns.send'), campaignId, subscriberIds, variant, draft);
  });
}

export async function abTestResultAction(campaignId: string): Promise<ActionState<AbTestResult>> {
  return runAction(async () => abTestResult(await requireActor('campaigns.read'), campaignId));
}

/** Sends this variant to the rest of the audience. */
export async function chooseWinnerAction(campaignId: string, variant: string): Promise<ActionState> {
  return runAction(async () => {
    await chooseWinner(await requireActor('campaigns.send'), campaignId, variant);
    revalidatePath(PAGES, 'page');
  });
}

/** A message with personal texts or several languages, while it is written: what is wrong with it, its size, and how a subscriber gets it. */
export async function checkMessageAction(siteId: string, input: CheckMessage): Promise<ActionState<MessageCheck>> {
  return runAction(async () => checkMessage(await requireActor('campaigns.write'), siteId, input));
}

/** Tags that subscribers of the site have, the most frequent first. */
export async function listTagKeysAction(siteId: string): Promise<ActionState<{ tagKeys: string[] }>> {
  return runAction(async () => {
    const { tagKeys } = await knownValues(await requireActor('subscribers.read'), siteId);
    return { tagKeys };
  });
}

export async function cancelCampaignAction(campaignId: string): Promise<ActionState> {
  return runAction(async () => {
    await cancelCampaign(await requireActor('campaigns.send'), campaignId);
    revalidatePath(PAGES, 'layout');
  });
}

export async function pauseCampaignAction(campaignId: string): Promise<ActionState> {
  return runAction(async () => {
    await pauseCampaign(await requireActor('campaigns.send'), campaignId);
    revalidatePath(PAGES, 'layout');
  });
}

export async function resumeCampaignAction(campaignId: string): Promise<ActionState> {
  return runAction(async () => {
    await resumeCampaign(await requireActor('campaigns.send'), campaignId);
    revalidatePath(PAGES, 'layout');
  });
}

/** Tries again what push services refused. */
export async function retryCampaignAction(campaignId: string): Promise<ActionState> {
  return runAction(async () => {
    await retryCampaign(await requireActor('campaigns.send'), campaignId);
  });
}

/** Messages per minute at most, also while it is being sent; null: as fast as it goes. */
export async function setThrottleAction(campaignId: string, perMinute: number | null): Promise<ActionState> {
  return runAction(async () => {
    await setThrottle(await requireActor('campaigns.send'), campaignId, perMinute);
    revalidatePath(PAGES, 'layout');
  });
}

/** A scheduled campaign becomes a draft again and opens in the composer. */
export async function unscheduleCampaignAction(siteId: string, campaignId: string): Promise<ActionState> {
  return runAction(async () => {
    await unscheduleCampaign(await requireActor('campaigns.send'), campaignId);
    redirect(`/s/${siteId}/campaigns/${campaignId}/edit`);
  });
}

/** The copy opens in the composer. */
export async function duplicateCampaignAction(siteId: string, campaignId: string): Promise<ActionState> {
  return runAction(async () => {
    const copy = await duplicateCampaign(await requireActor('campaigns.write'), campaignId);
    redirect(`/s/${siteId}/campaigns/${copy.id}/edit`);
  });
}

/** Whoever calls it leaves the page: there is nothing on it any more. */
export async function deleteDraftAction(campaignId: string): Promise<ActionState> {
  return runAction(async () => {
    await deleteDraft(await requireActor('campaigns.write'), campaignId);
  });
}

export async function restoreDraftAction(campaignId: string): Promise<ActionState> {
  return runAction(async () => {
    await restoreDraft(await requireActor('campaigns.write'), campaignId);
    revalidatePath(PAGES, 'page');
  });
}

export async function listTestSubscribersAction(
  siteId: string,
): Promise<ActionState<{ subscribers: TestSubscriber[] }>> {
  return runAction(async () => {
    const found = await listTestSubscribers(await requireActor('subscribers.read'), siteId);
    return {
      subscribers: found.map((subscriber) => ({
        id: subscriber.id,
        label: subscriberTitle(subscriber),
        detail: subscriber.externalId ? clientName(subscriber) : `Subscribed ${formatDate(subscriber.subscribedAt)}`,
      })),
    };
  });
}
