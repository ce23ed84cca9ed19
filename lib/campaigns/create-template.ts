import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { TemplateInput, type TemplateView } from '@/lib/contracts/templates';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { toStoredUrgency } from './campaign-row';
import { storableDraft, storableTranslations } from './draft-fields';
import { holdImages } from './hold-images';
import { freeCopyName, lockTemplateNames, requireFreeName, requireRoomForTemplate } from './name-template';
import { templateView } from './template-view';

/**
 * Keeps a message to start from, complete or not.
 * @throws AppError `forbidden`, `not_found`, `invalid_input`; `conflict` when the name is taken or the site is full
 */
export function createTemplate(actor: Actor, siteId: string, input: TemplateInput): Promise<TemplateView> {
  return storeTemplate(actor, siteId, input, 'as_given');
}

/**
 * @param naming `copy` puts "(copy)" behind the name, and a number where that is taken
 * @throws as `createTemplate`
 */
export async function storeTemplate(
  actor: Actor,
  siteId: string,
  input: TemplateInput,
  naming: 'as_given' | 'copy',
): Promise<TemplateView> {
  const site = await authorizeSite(actor, 'templates.write', siteId);
  const { name: wanted, message, translations, ttlSeconds, urgency } = parse(TemplateInput, input);
  const content = { message: storableDraft(message), translations: storableTranslations(translations ?? {}) };
  return db.$transaction(async (tx) => {
    await lockTemplateNames(tx, site);
    await requireRoomForTemplate(tx, site);
    const name = naming === 'copy' ? await freeCopyName(tx, site, wanted) : wanted;
    await requireFreeName(tx, site, name);
    const by = actor.kind === 'user' ? decodeId('user', actor.userId) : null;
    const row = await tx.template.create({
      data: {
        siteId: site,
        name,
        ...content,
        ttlSeconds,
        urgency: toStoredUrgency(urgency),
        createdByUserId: by,
        updatedByUserId: by,
      },
    });
    await holdImages(tx, site, content);
    const view = templateView(row);
    await recordAudit(actor, 'template.create', view.id, { siteId, name }, tx);
    return view;
  });
}
