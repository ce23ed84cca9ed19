import type { Actor } from '@/lib/contracts/actors';
import type { ApiKey } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorize } from './authorize';

/** The keys that the actor may know of: all of the workspace, or those of the site that the asking key is bound to. */
export function visibleKeys(actor: Actor): { workspaceId: bigint; siteId?: bigint } {
  const isBound = actor.kind === 'api_key' && actor.siteId !== null;
  return {
    workspaceId: decodeId('workspace', actor.workspaceId),
    ...(isBound && { siteId: decodeId('site', actor.siteId ?? '') }),
  };
}

/** @throws AppError `forbidden`, `not_found` */
export async function findApiKey(actor: Actor, apiKeyId: string): Promise<ApiKey> {
  authorize(actor, 'apiKeys.manage');
  const row = await db.apiKey.findFirst({ where: { ...visibleKeys(actor), id: decodeId('apiKey', apiKeyId) } });
  if (!row) throw notFound('apiKey');
  return row;
}

/**
 * A person may change every key, a key only itself and those that it made: it could otherwise take the secret of one
 * that may do more.
 * @throws AppError `forbidden`, `not_found`
 */
export async function findOwnApiKey(actor: Actor, apiKeyId: string): Promise<ApiKey> {
  const row = await findApiKey(actor, apiKeyId);
  if (actor.kind === 'api_key') {
    const own = decodeId('apiKey', actor.apiKeyId);
    if (row.id !== own && row.createdByKeyId !== own) {
      throw new AppError('forbidden', { detail: 'An API key may change only itself and the keys that it made.' });
    }
  }
  return row;
}
