import type { Actor } from '@/lib/contracts/actors';
import { type CampaignSummary, toCampaignSummary } from './campaign-row';
import { createDraft } from './create-draft';
import { findCampaign } from './find-campaign';

const COPY_SUFFIX = ' (copy)';
const MAX_NAME_CHARACTERS = 120;

/**
 * A new draft with the same message, audience and settings, without a send time.
 * @throws AppError `forbidden`, `not_found`
 */
export async function duplicateCampaign(actor: Actor, campaignId: string): Promise<CampaignSummary> {
  const campaign = toCampaignSummary(await findCampaign(actor, 'campaigns.write', campaignId));
  const {
    siteId,
    name,
    message,
    translations,
    audience,
    ttlSeconds,
    urgency,
    throttlePerMinute,
    ambiguityPolicy,
    schedule,
    abTest,
  } = campaign;
  return createDraft(actor, siteId, {
    name: name.slice(0, MAX_NAME_CHARACTERS - COPY_SUFFIX.length) + COPY_SUFFIX,
    message,
    translations,
    audience,
    ttlSeconds,
    urgency,
    throttlePerMinute,
    ambiguityPolicy,
    abTest,
    // The rule of a recurring one, which is how a series is changed; what has passed is left.
    schedule: schedule?.kind === 'recurring' ? { ...schedule, startsOn: undefined } : undefined,
  });
}
