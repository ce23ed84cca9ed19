import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { SitePatch, type SiteView } from '@/lib/contracts/sites';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from './authorize-site';
import { forgetSite } from './find-site-by-key';
import { SITE_COLUMNS, siteView } from './site-view';

/**
 * Changes what the patch names. Visitors' pages see it within ten seconds.
 * @throws AppError `forbidden`, `not_found`, `invalid_input`.
 */
export async function updateSite(actor: Actor, siteId: string, patch: SitePatch): Promise<SiteView> {
  const id = await authorizeSite(actor, 'sites.write', siteId);
  const fields = parse(SitePatch, patch);
  const view = await db.$transaction(async (tx) => {
    const site = await tx.site.update({
      where: { id, workspaceId: decodeId('workspace', actor.workspaceId) },
      data: {
        ...fields,
        allowedOrigins: fields.allowedOrigins && [...new Set(fields.allowedOrigins)],
      },
      ...SITE_COLUMNS,
    });
    await recordAudit(actor, 'site.update', siteId, { changed: Object.keys(fields) }, tx);
    return siteView(site);
  });
  forgetSite(view.siteKey);
  return view;
}
