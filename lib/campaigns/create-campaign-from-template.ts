import type { Actor } from '@/lib/contracts/actors';
import { CampaignInput } from '@/lib/contracts/campaigns';
import { CampaignFromTemplateInput } from '@/lib/contracts/templates';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import type { CampaignSummary } from './campaign-row';
import { createCampaign } from './create-campaign';
import { findTemplate } from './find-template';
import { templateView } from './template-view';

/**
 * Creates a complete campaign that says what a template of the site says, but for the fields given. Later changes of
 * the template do not reach it.
 * @throws AppError `forbidden`, `not_found`; `invalid_input`, also when both together are no complete campaign
 */
export async function createCampaignFromTemplate(
  actor: Actor,
  siteId: string,
  input: CampaignFromTemplateInput,
): Promise<CampaignSummary> {
  const site = await authorizeSite(actor, 'campaigns.write', siteId);
  const { templateId, message, ...own } = parse(CampaignFromTemplateInput, input);
  const template = templateView(await findTemplate(site, templateId));
  const { name, translations, ttlSeconds, urgency } = template;
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const whole = { name, translations, ttlSeconds, urgency, ...given, message: { ...template.message, ...message } };
  return createCampaign(actor, siteId, parse(CampaignInput, whole));
}
