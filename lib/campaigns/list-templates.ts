import type { Actor } from '@/lib/contracts/actors';
import type { Page } from '@/lib/contracts/paging';
import type { TemplateQuery, TemplateView } from '@/lib/contracts/templates';
import { db } from '@/lib/platform/db';
import { escapeLike } from '@/lib/platform/escape-like';
import { readCursor } from '@/lib/platform/read-cursor';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { templateView } from './template-view';

/**
 * A site's templates, newest first, by key.
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not ours
 */
export async function listTemplates(actor: Actor, siteId: string, query: TemplateQuery): Promise<Page<TemplateView>> {
  const site = await authorizeSite(actor, 'templates.read', siteId);
  const before = readCursor('template', query.cursor);
  const rows = await db.template.findMany({
    where: {
      siteId: site,
      archivedAt: null,
      ...(before !== null && { id: { lt: before } }),
      ...(query.search && { name: { contains: escapeLike(query.search), mode: 'insensitive' as const } }),
    },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  const items = rows.slice(0, query.limit).map(templateView);
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}
