import type { Actor } from '@/lib/contracts/actors';
import type { ApiKeyView } from '@/lib/contracts/api-keys';
import type { Page, PageQuery } from '@/lib/contracts/paging';
import { db } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { readCursor } from '@/lib/platform/read-cursor';
import { apiKeyView } from './api-key-view';
import { authorize } from './authorize';
import { visibleKeys } from './find-api-key';

/** A workspace has a handful of keys in use; of those revoked long ago the audit log tells. */
const MOST_SHOWN = 500;

/**
 * The keys of the workspace, newest first; revoked ones too, so that what used them can be told.
 * @throws AppError `forbidden`; `bad_request` for a cursor that is not ours
 */
export async function listApiKeys(actor: Actor, query: PageQuery = { limit: MOST_SHOWN }): Promise<Page<ApiKeyView>> {
  authorize(actor, 'apiKeys.manage');
  const before = readCursor('apiKey', query.cursor);
  const rows = await db.apiKey.findMany({
    where: { ...visibleKeys(actor), ...(before === null ? {} : { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(apiKeyView),
    nextCursor: rows.length > query.limit && last ? encodeId('apiKey', last.id) : null,
  };
}
