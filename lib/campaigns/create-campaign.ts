import type { Actor } from '@/lib/contracts/actors';
import { CampaignInput } from '@/lib/contracts/campaigns';
import { now } from '@/lib/platform/clock';
import { parse } from '@/lib/platform/parse';
import { freezeAudience } from '@/lib/segments/freeze-audience';
import { authorizeSite } from '@/lib/sites/authorize-site';
import type { CampaignSummary } from './campaign-row';
import { createDraft } from './create-draft';
import { requireSendTime } from './require-send-time';
import { requireSendableMessage } from './require-sendable-message';
import { scheduleCampaign } from './schedule-campaign';

/**
 * Creates a complete campaign, as integrators do: a draft to be launched, or with `sendAt` a scheduled one.
 * @throws AppError `forbidden`, `not_found`, `invalid_input`
 */
export async function createCampaign(actor: Actor, siteId: string, input: CampaignInput): Promise<CampaignSummary> {
  const site = await authorizeSite(actor, input.sendAt ? 'campaigns.send' : 'campaigns.write', siteId);
  const fields = parse(CampaignInput, input);
  // All before anything is saved, so that a refused campaign leaves no draft behind.
  requireSendableMessage(fields.message);
  if (fields.sendAt) requireSendTime(fields.sendAt);
  await freezeAudience(site, fields.audience, now());
  const draft = await createDraft(actor, siteId, fields);
  return fields.sendAt ? scheduleCampaign(actor, draft.id, fields.sendAt) : draft;
}
