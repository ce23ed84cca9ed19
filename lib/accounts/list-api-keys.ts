import type { Actor } from '@/lib/contracts/actors';
import type { ApiKeyView } from '@/lib/contracts/api-keys';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { apiKeyView } from './api-key-view';
import { authorize } from './authorize';

/** A workspace has a handful of keys in use; of those revoked long ago the audit log tells. */
const MOST_LISTED = 500;

/**
 * The keys of the workspace, newest first; revoked ones too, so that what used them can be told.
 * @throws AppError `forbidden`
 */
export async function listApiKeys(actor: Actor): Promise<ApiKeyView[]> {
  authorize(actor, 'apiKeys.manage');
  const rows = await db.apiKey.findMany({
    where: { workspaceId: decodeId('workspace', actor.workspaceId) },
    orderBy: { id: 'desc' },
    take: MOST_LISTED,
  });
  return rows.map(apiKeyView);
}
