import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findTemplate } from './find-template';

/**
 * Deletes a template; what was made from it stays.
 * @param expectedVersion what was seen last; given, a template that was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `precondition_failed`
 */
export async function deleteTemplate(
  actor: Actor,
  siteId: string,
  templateId: string,
  expectedVersion?: number,
): Promise<void> {
  const site = await authorizeSite(actor, 'templates.write', siteId);
  const { id, name } = await findTemplate(site, templateId);
  await db.$transaction(async (tx) => {
    const { count } = await tx.template.deleteMany({ where: { id, siteId: site, version: expectedVersion } });
    if (count === 0) throw new AppError(expectedVersion === undefined ? 'not_found' : 'precondition_failed');
    await recordAudit(actor, 'template.delete', templateId, { siteId, name }, tx);
  });
}
