import type { Actor } from '@/lib/contracts/actors';
import type { ExportView } from '@/lib/contracts/exports';
import type { Page, PageQuery } from '@/lib/contracts/paging';
import { db } from '@/lib/platform/db';
import { readCursor } from '@/lib/platform/read-cursor';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { exportView } from './export-view';

/**
 * The exports of a site that have not expired, newest first.
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not ours
 */
export async function listExports(actor: Actor, siteId: string, query: PageQuery): Promise<Page<ExportView>> {
  const site = await authorizeSite(actor, 'exports.manage', siteId);
  const before = readCursor('export', query.cursor);
  const rows = await db.export.findMany({
    where: {
      siteId: site,
      archivedAt: null,
      expiresAt: { gt: new Date() },
      ...(before === null ? {} : { id: { lt: before } }),
    },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  const items = rows.slice(0, query.limit).map(exportView);
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}
