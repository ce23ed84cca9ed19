import type { Actor } from '@/lib/contracts/actors';
import type { CampaignSummary } from './campaign-row';
import { createDraft } from './create-draft';
import { getTemplate } from './get-template';

/**
 * A new draft that says what the template says, to everyone until an audience is chosen.
 * @throws AppError `forbidden`, `not_found`
 */
export async function startDraftFromTemplate(
  actor: Actor,
  siteId: string,
  templateId: string,
): Promise<CampaignSummary> {
  const { name, message, translations, ttlSeconds, urgency } = await getTemplate(actor, siteId, templateId);
  return createDraft(actor, siteId, { name, message, translations, ttlSeconds, urgency, audience: { all: true } });
}
