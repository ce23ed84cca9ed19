import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findTemplate } from './find-template';

/**
 * Deletes a template; what was made from it stays.
 * @throws AppError `forbidden`, `not_found`
 */
export async function deleteTemplate(actor: Actor, siteId: string, templateId: string): Promise<void> {
  const site = await authorizeSite(actor, 'campaigns.write', siteId);
  const { id, name } = await findTemplate(site, templateId);
  await db.$transaction(async (tx) => {
    await tx.template.deleteMany({ where: { id, siteId: site } });
    await recordAudit(actor, 'template.delete', templateId, { siteId, name }, tx);
  });
}
