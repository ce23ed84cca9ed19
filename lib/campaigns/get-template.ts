import type { Actor } from '@/lib/contracts/actors';
import type { TemplateView } from '@/lib/contracts/templates';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findTemplate } from './find-template';
import { templateView } from './template-view';

/** @throws AppError `forbidden`, `not_found` */
export async function getTemplate(actor: Actor, siteId: string, templateId: string): Promise<TemplateView> {
  const site = await authorizeSite(actor, 'templates.read', siteId);
  return templateView(await findTemplate(site, templateId));
}
