import type { Actor } from '@/lib/contracts/actors';
import type { SiteView } from '@/lib/contracts/sites';
import { notFound } from '@/lib/platform/not-found';
import { getSite } from '@/lib/sites/get-site';

/**
 * The site that a request is about, for a key that need not have `sites.read`: it is told what the request is answered
 * with, and the library functions ask for their own permissions.
 * @throws AppError `not_found`, also for a site that the key is not for
 */
export async function findSite(actor: Actor, siteId: string): Promise<SiteView> {
  if (actor.kind === 'api_key' && actor.siteId !== null && actor.siteId !== siteId) {
    throw notFound('site');
  }
  return getSite({ kind: 'system', workspaceId: actor.workspaceId }, siteId);
}
