import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { TemplateView } from '@/lib/contracts/templates';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { holdImages } from './hold-images';
import { lockTemplateNames, requireFreeName, requireRoomForTemplate } from './name-template';
import { templateView } from './template-view';

/**
 * Undoes `deleteTemplate`. One that is in use stays as it is; pictures that were deleted meanwhile stay away.
 * @throws AppError `forbidden`, `not_found`; `conflict` when its name is taken by now or the site is full
 */
export async function restoreTemplate(actor: Actor, siteId: string, templateId: string): Promise<TemplateView> {
  const site = await authorizeSite(actor, 'templates.write', siteId);
  const where = { id: decodeId('template', templateId), siteId: site };
  return db.$transaction(async (tx) => {
    await lockTemplateNames(tx, site);
    const template = await tx.template.findFirst({ where });
    if (!template) throw notFound('template');
    if (template.archivedAt === null) return templateView(template);
    await requireRoomForTemplate(tx, site);
    await requireFreeName(tx, site, template.name);
    const restored = await tx.template.update({ where, data: { archivedAt: null } });
    await holdImages(tx, site, [restored.message, restored.translations]);
    await recordAudit(actor, 'template.restore', templateId, { siteId, name: restored.name }, tx);
    return templateView(restored);
  });
}
