import type { Actor } from '@/lib/contracts/actors';
import type { Page, PageQuery } from '@/lib/contracts/paging';
import type { SegmentView } from '@/lib/contracts/segments';
import { db } from '@/lib/platform/db';
import { readCursor } from '@/lib/platform/read-cursor';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { segmentView } from './segment-view';

/**
 * A site's segments, newest first, paged by key.
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not ours
 */
export async function listSegments(
  actor: Actor,
  siteId: string,
  query: PageQuery = { limit: 200 },
): Promise<Page<SegmentView>> {
  const site = await authorizeSite(actor, 'segments.read', siteId);
  const before = readCursor('segment', query.cursor);
  const rows = await db.segment.findMany({
    where: { siteId: site, archivedAt: null, ...(before === null ? {} : { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  const items = rows.slice(0, query.limit).map(segmentView);
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}
