import { authorize } from '@/lib/accounts/authorize';
import { can } from '@/lib/accounts/can';
import type { Actor } from '@/lib/contracts/actors';
import type { SiteView } from '@/lib/contracts/sites';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { SITE_COLUMNS, siteView } from './site-view';

/**
 * As `authorizeSite`, which every page would ask the same a second time.
 * @throws AppError `forbidden`, `not_found` (unknown, archived, another workspace's, not the API key's).
 */
export async function getSite(actor: Actor, siteId: string): Promise<SiteView> {
  authorize(actor, 'sites.read');
  const id = decodeId('site', siteId);
  const workspaceId = decodeId('workspace', actor.workspaceId);
  const site = can(actor, 'sites.read', siteId)
    ? await db.site.findFirst({ where: { id, workspaceId, archivedAt: null }, ...SITE_COLUMNS })
    : null;
  if (!site) throw notFound('site');
  return siteView(site);
}
