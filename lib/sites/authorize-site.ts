import { authorize } from '@/lib/accounts/authorize';
import { can } from '@/lib/accounts/can';
import type { Action, Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';

/**
 * The guard of every function that works on one site: permission first, then that the site is the actor's.
 * @param siteId public id (`site_…`)
 * @returns the site's number, to be put in every `where`
 * @throws AppError `forbidden` without the permission; `not_found` for a site that does not exist, is archived,
 *   belongs to another workspace or is not the one the API key is bound to.
 */
export async function authorizeSite(actor: Actor, action: Action, siteId: string): Promise<bigint> {
  authorize(actor, action);
  const id = decodeId('site', siteId);
  const workspaceId = decodeId('workspace', actor.workspaceId);
  const site = can(actor, action, siteId)
    ? await db.site.findFirst({ where: { id, workspaceId, archivedAt: null }, select: { id: true } })
    : null;
  if (!site) throw notFound('site');
  return site.id;
}
