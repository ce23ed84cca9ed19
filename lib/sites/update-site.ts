import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { SitePatch, type SiteView } from '@/lib/contracts/sites';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from './authorize-site';
import { forgetSite } from './find-site-by-key';
import { SITE_COLUMNS, siteView } from './site-view';

/**
 * Changes what the patch names. Visitors' pages see it within ten seconds.
 * @param expectedUpdatedAt what the editor saw last; given, what was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `invalid_input`, `precondition_failed`
 */
export async function updateSite(
  actor: Actor,
  siteId: string,
  patch: SitePatch,
  expectedUpdatedAt?: Date,
): Promise<SiteView> {
  const id = await authorizeSite(actor, 'sites.write', siteId);
  const where = { id, workspaceId: decodeId('workspace', actor.workspaceId) };
  const fields = parse(SitePatch, patch);
  const view = await db.$transaction(async (tx) => {
    const changed = await tx.site.updateMany({
      where: { ...where, updatedAt: expectedUpdatedAt },
      data: {
        ...fields,
        allowedOrigins: fields.allowedOrigins && [...new Set(fields.allowedOrigins)],
      },
    });
    if (changed.count === 0) throw expectedUpdatedAt ? new AppError('precondition_failed') : notFound('site');
    const site = await tx.site.findFirstOrThrow({ where, ...SITE_COLUMNS });
    await recordAudit(actor, 'site.update', siteId, { changed: Object.keys(fields) }, tx);
    return siteView(site);
  });
  forgetSite(view.siteKey);
  return view;
}
