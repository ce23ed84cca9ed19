import type { Actor } from '@/lib/contracts/actors';
import type { ImageView } from '@/lib/contracts/images';
import type { Page, PageQuery } from '@/lib/contracts/paging';
import { db } from '@/lib/platform/db';
import { readCursor } from '@/lib/platform/read-cursor';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { imageView, WITHOUT_CONTENT } from './image-view';

/**
 * A site's pictures, newest first, by key.
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not ours
 */
export async function listImages(actor: Actor, siteId: string, query: PageQuery): Promise<Page<ImageView>> {
  const site = await authorizeSite(actor, 'images.read', siteId);
  const before = readCursor('image', query.cursor);
  const rows = await db.image.findMany({
    where: { siteId: site, ...(before !== null && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
    ...WITHOUT_CONTENT,
  });
  const items = rows.slice(0, query.limit).map(imageView);
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}
