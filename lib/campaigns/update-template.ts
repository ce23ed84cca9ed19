import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { TemplatePatch, type TemplateView } from '@/lib/contracts/templates';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { toStoredUrgency } from './campaign-row';
import { storableDraft, storableTranslations } from './draft-fields';
import { findTemplate } from './find-template';
import { holdImages } from './hold-images';
import { lockTemplateNames, requireFreeName } from './name-template';
import { templateView } from './template-view';

/**
 * Changes the fields given. Campaigns that were made from it stay as they are.
 * @param expectedVersion what the editor saw last; given, a template that was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `invalid_input`; `conflict` when the name is taken; `precondition_failed`
 */
export async function updateTemplate(
  actor: Actor,
  siteId: string,
  templateId: string,
  input: TemplatePatch,
  expectedVersion?: number,
): Promise<TemplateView> {
  const site = await authorizeSite(actor, 'templates.write', siteId);
  const patch = parse(TemplatePatch, input);
  const { id } = await findTemplate(site, templateId);
  const data = {
    name: patch.name,
    message: patch.message && storableDraft(patch.message),
    translations: patch.translations && storableTranslations(patch.translations),
    ttlSeconds: patch.ttlSeconds,
    urgency: patch.urgency && toStoredUrgency(patch.urgency),
    updatedByUserId: actor.kind === 'user' ? decodeId('user', actor.userId) : null,
    version: { increment: 1 },
  };
  return db.$transaction(async (tx) => {
    await lockTemplateNames(tx, site);
    const before = await tx.template.findFirst({ where: { id, siteId: site, archivedAt: null } });
    if (!before) throw notFound('template');
    if (expectedVersion !== undefined && before.version !== expectedVersion) throw new AppError('precondition_failed');
    if (patch.name !== undefined && patch.name !== before.name) await requireFreeName(tx, site, patch.name);
    const row = await tx.template.update({ where: { id, siteId: site }, data });
    await holdImages(tx, site, [data.message, data.translations]);
    await recordAudit(
      actor,
      'template.update',
      templateId,
      { siteId, name: row.name, changed: Object.keys(patch) },
      tx,
    );
    return templateView(row);
  });
}
