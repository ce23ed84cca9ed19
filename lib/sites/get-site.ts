import type { Actor } from '@/lib/contracts/actors';
import type { SiteView } from '@/lib/contracts/sites';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { authorizeSite } from './authorize-site';
import { SITE_COLUMNS, siteView } from './site-view';

/** @throws AppError `forbidden`, `not_found` (unknown, archived, another workspace's). */
export async function getSite(actor: Actor, siteId: string): Promise<SiteView> {
  const id = await authorizeSite(actor, 'sites.read', siteId);
  const workspaceId = decodeId('workspace', actor.workspaceId);
  const site = await db.site.findFirst({ where: { id, workspaceId, archivedAt: null }, ...SITE_COLUMNS });
  if (!site) throw new AppError('not_found', { detail: 'No site has the id given.' });
  return siteView(site);
}
