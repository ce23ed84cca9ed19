import { can } from '@/lib/accounts/can';
import type { Actor } from '@/lib/contracts/actors';
import { TemplateFromCampaignInput, type TemplateView } from '@/lib/contracts/templates';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { toCampaignSummary } from './campaign-row';
import { createTemplate } from './create-template';
import { findCampaign } from './find-campaign';

/**
 * Keeps what a campaign of the site says, whatever became of it, as a template.
 * @throws AppError `forbidden`, `not_found` (the site, or a campaign that is not of it); `conflict` as `createTemplate`
 */
export async function createTemplateFromCampaign(
  actor: Actor,
  siteId: string,
  input: TemplateFromCampaignInput,
): Promise<TemplateView> {
  const site = await authorizeSite(actor, 'templates.write', siteId);
  const { name, campaignId } = parse(TemplateFromCampaignInput, input);
  // Who may edit campaigns may take up what one says, also without the permission to read them all.
  const row = await findCampaign(
    actor,
    can(actor, 'campaigns.write') ? 'campaigns.write' : 'campaigns.read',
    campaignId,
  );
  if (row.siteId !== site) throw new AppError('not_found', { detail: 'No campaign of this site has the id given.' });
  const { message, translations, ttlSeconds, urgency } = toCampaignSummary(row);
  return createTemplate(actor, siteId, { name, message, translations, ttlSeconds, urgency });
}
