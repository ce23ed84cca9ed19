import { authorize } from '@/lib/accounts/authorize';
import type { Actor } from '@/lib/contracts/actors';
import type { Page, PageQuery } from '@/lib/contracts/paging';
import type { SiteView } from '@/lib/contracts/sites';
import { db } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { readCursor } from '@/lib/platform/read-cursor';
import { SITE_COLUMNS, siteView } from './site-view';

/**
 * The sites that the actor may see, oldest first, paged by key.
 * @throws AppError `forbidden`; `bad_request` for a cursor that is not ours
 */
export async function listSites(actor: Actor, query: PageQuery = { limit: 200 }): Promise<Page<SiteView>> {
  authorize(actor, 'sites.read');
  const after = readCursor('site', query.cursor);
  const only = actor.kind === 'api_key' && actor.siteId !== null ? decodeId('site', actor.siteId) : null;
  const rows = await db.site.findMany({
    where: {
      workspaceId: decodeId('workspace', actor.workspaceId),
      archivedAt: null,
      AND: [only === null ? {} : { id: only }, after === null ? {} : { id: { gt: after } }],
    },
    orderBy: { id: 'asc' },
    take: query.limit + 1,
    ...SITE_COLUMNS,
  });
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(siteView),
    nextCursor: rows.length > query.limit && last ? encodeId('site', last.id) : null,
  };
}
