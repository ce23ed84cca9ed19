import type { Actor } from '@/lib/contracts/actors';
import type { ImportView } from '@/lib/contracts/imports';
import type { Page, PageQuery } from '@/lib/contracts/paging';
import { db } from '@/lib/platform/db';
import { readCursor } from '@/lib/platform/read-cursor';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { viewImport } from './find-import';

/**
 * The imports of a site, newest first, those of long ago too.
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not ours
 */
export async function listImports(actor: Actor, siteId: string, query: PageQuery): Promise<Page<ImportView>> {
  const site = await authorizeSite(actor, 'imports.read', siteId);
  const before = readCursor('import', query.cursor);
  const rows = await db.import.findMany({
    where: { siteId: site, state: { not: 'uploading' }, ...(before === null ? {} : { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  const items = await Promise.all(rows.slice(0, query.limit).map(viewImport));
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}
