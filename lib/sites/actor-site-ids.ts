import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';

/**
 * Numbers of all sites the actor may touch, for objects that are named without their site
 * (`where: { id, siteId: { in: await actorSiteIds(actor) } }`). Check the permission with `authorize` first.
 */
export async function actorSiteIds(actor: Actor): Promise<bigint[]> {
  const sites = await db.site.findMany({
    where: {
      workspaceId: decodeId('workspace', actor.workspaceId),
      archivedAt: null,
      ...(actor.kind === 'api_key' && actor.siteId !== null ? { id: decodeId('site', actor.siteId) } : {}),
    },
    select: { id: true },
  });
  return sites.map((site) => site.id);
}
