import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findTemplate } from './find-template';

/**
 * Deletes a template; what was made from it stays. It is kept for its restoring, its name is free.
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
    const { count } = await tx.template.updateMany({
      where: { id, siteId: site, archivedAt: null, version: expectedVersion },
      data: { archivedAt: now() },
    });
    if (count === 0) throw expectedVersion === undefined ? notFound('template') : new AppError('precondition_failed');
    await recordAudit(actor, 'template.delete', templateId, { siteId, name }, tx);
  });
}
