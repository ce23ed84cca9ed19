import type { Actor } from '@/lib/contracts/actors';
import { CampaignInput } from '@/lib/contracts/campaigns';
import { now } from '@/lib/platform/clock';
import { parse } from '@/lib/platform/parse';
import { freezeAudience } from '@/lib/segments/freeze-audience';
import { authorizeSite } from '@/lib/sites/authorize-site';
import type { CampaignSummary } from './campaign-row';
import { createDraft } from './create-draft';
import { requireSendableContent } from './require-sendable-content';
import { requireTestFits } from './require-test-fits';
import { resolveSchedule } from './resolve-schedule';
import { scheduleCampaign } from './schedule-campaign';
import { requireTestGoal } from './test-goal';

/**
 * Creates a complete campaign, as integrators do: a draft to be launched, or with `sendAt` or `schedule` a scheduled one.
 * @throws AppError `forbidden`, `not_found`, `invalid_input`
 */
export async function createCampaign(actor: Actor, siteId: string, input: CampaignInput): Promise<CampaignSummary> {
  const site = await authorizeSite(
    actor,
    input.sendAt || input.schedule ? 'campaigns.send' : 'campaigns.write',
    siteId,
  );
  const fields = parse(CampaignInput, input);
  // All before anything is saved, so that a refused campaign leaves no draft behind.
  requireSendableContent(fields.message, fields.translations ?? {}, fields.abTest ?? null);
  requireTestFits(fields.abTest ?? null, fields.schedule ?? null);
  await requireTestGoal(site, fields.abTest ?? null);
  const when = fields.schedule ?? fields.sendAt;
  if (when) resolveSchedule(when);
  await freezeAudience(site, fields.audience, now());
  const draft = await createDraft(actor, siteId, fields);
  return when ? scheduleCampaign(actor, draft.id, when) : draft;
}
