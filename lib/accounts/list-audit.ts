import type { AuditEntryView } from '@/lib/contracts/accounts';
import type { Actor } from '@/lib/contracts/actors';
import type { Page, PageQuery } from '@/lib/contracts/paging';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { readCursor } from '@/lib/platform/read-cursor';
import { actorNames } from './actor-names';
import { authorize } from './authorize';

/**
 * The audit log of the actor's workspace, newest first, paged by key.
 * @throws AppError `forbidden`, also for a key that is bound to a site: entries are the workspace's; `bad_request` for
 *   a cursor that is not ours
 */
export async function listAudit(actor: Actor, query: PageQuery): Promise<Page<AuditEntryView>> {
  authorize(actor, 'audit.read');
  const workspaceId = decodeId('workspace', actor.workspaceId);
  if (actor.kind === 'api_key' && actor.siteId !== null) {
    throw new AppError('forbidden', { detail: 'This API key is bound to a site; the audit log is the workspace’s.' });
  }
  const before = readCursor('audit', query.cursor);
  const rows = await db.auditEntry.findMany({
    where: { workspaceId, ...(before === null ? {} : { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  const page = rows.slice(0, query.limit);
  const nameOf = await actorNames(workspaceId, page);
  const last = page.at(-1);
  return {
    items: page.map((row) => ({
      id: encodeId('audit', row.id),
      at: row.at.toISOString(),
      actorKind: row.actorKind as AuditEntryView['actorKind'],
      actorName: nameOf(row),
      action: row.action,
      target: row.target,
      detail: row.detail as Record<string, unknown>,
    })),
    nextCursor: rows.length > query.limit && last ? encodeId('audit', last.id) : null,
  };
}
