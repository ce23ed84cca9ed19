import type { Actor } from '@/lib/contracts/actors';
import type { TemplateView } from '@/lib/contracts/templates';
import { storeTemplate } from './create-template';
import { getTemplate } from './get-template';

/**
 * A second template that says the same, named "… (copy)".
 * @throws AppError `forbidden`, `not_found`; `conflict` when the site is full
 */
export async function duplicateTemplate(actor: Actor, siteId: string, templateId: string): Promise<TemplateView> {
  const { name, message, translations, ttlSeconds, urgency } = await getTemplate(actor, siteId, templateId);
  return storeTemplate(actor, siteId, { name, message, translations, ttlSeconds, urgency }, 'copy');
}
