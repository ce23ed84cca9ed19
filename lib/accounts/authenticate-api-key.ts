import { timingSafeEqual } from 'node:crypto';
import type { Action, ApiKeyActor } from '@/lib/contracts/actors';
import type { ApiKey } from '@/lib/generated/prisma/client';
import { now } from '@/lib/platform/clock';
import { pool, systemDb } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { hashApiKeySecret, readApiKeyToken } from './api-key-token';

/** A burst of requests reads its key once; a key revoked in another process lives this much longer. */
const CACHE_MS = 5_000;
const MOST_CACHED = 10_000;
const cache = new Map<bigint, { row: ApiKey; readAt: number }>();

/**
 * The actor behind a Bearer token.
 * @throws AppError `unauthenticated`: the same for a token that is malformed, unknown or wrong; an expired or revoked
 *   one is named as such, since its holder proved to have it.
 */
export async function authenticateApiKey(token: string): Promise<ApiKeyActor> {
  const read = readApiKeyToken(token);
  const row = read ? await readKey(read.id) : null;
  if (!read || !row || !timingSafeEqual(row.secretHash, hashApiKeySecret(read.secret))) {
    throw new AppError('unauthenticated', { detail: 'The API key is not valid.' });
  }
  if (row.revokedAt) throw new AppError('unauthenticated', { detail: 'The API key was revoked.' });
  if (row.expiresAt && row.expiresAt <= now()) {
    throw new AppError('unauthenticated', { detail: 'The API key has expired.' });
  }
  await noteUse(row);
  return {
    kind: 'api_key',
    apiKeyId: encodeId('apiKey', row.id),
    workspaceId: encodeId('workspace', row.workspaceId),
    siteId: row.siteId === null ? null : encodeId('site', row.siteId),
    scopes: row.scopes as Action[],
  };
}

/** Reads the key anew at its next use; called by what changes it. */
export function forgetApiKey(id: bigint): void {
  cache.delete(id);
}

async function readKey(id: bigint): Promise<ApiKey | null> {
  const cached = cache.get(id);
  if (cached && performance.now() - cached.readAt < CACHE_MS) return cached.row;
  // The token names a key, not a workspace: this query finds out whose it is.
  const row = await systemDb.apiKey.findUnique({ where: { id } });
  if (!row) return null;
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(id, { row, readAt: performance.now() });
  return row;
}

/** Writes `last_used_at` at most once a minute, whatever the number of requests and processes. */
async function noteUse(row: ApiKey): Promise<void> {
  const at = now();
  if (row.lastUsedAt && at.getTime() - row.lastUsedAt.getTime() < 60_000) return;
  row.lastUsedAt = at;
  await pool.query(
    `UPDATE api_keys SET last_used_at = now()
     WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
    [row.id],
  );
}
