import { timingSafeEqual } from 'node:crypto';
import { type BlockList, isIPv4 } from 'node:net';
import type { Action, ApiKeyActor } from '@/lib/contracts/actors';
import type { ApiKey } from '@/lib/generated/prisma/client';
import { now } from '@/lib/platform/clock';
import { pool, systemDb } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { rangeList } from '@/lib/platform/ip-address';
import { hashApiKeySecret, readApiKeyToken } from './api-key-token';

/** A burst of requests reads its key once; a key revoked in another process lives this much longer. */
const CACHE_MS = 5_000;
const MOST_CACHED = 10_000;

interface KnownKey {
  row: ApiKey;
  /** Null: from anywhere. */
  allowed: BlockList | null;
  readAt: number;
}
const cache = new Map<bigint, KnownKey>();

/**
 * The actor behind a Bearer token.
 * @param address that the request comes from; null when it cannot be told, which no address list lets in
 * @throws AppError `unauthenticated`: the same for a token that is malformed, unknown or wrong; an expired or revoked
 *   one is named as such, since its holder proved to have it. `forbidden` from an address that the key is not for.
 */
export async function authenticateApiKey(token: string, address: string | null = null): Promise<ApiKeyActor> {
  const read = readApiKeyToken(token);
  const known = read && (await findKey(read.id, hashApiKeySecret(read.secret)));
  if (!known) throw new AppError('unauthenticated', { detail: 'The API key is not valid.' });
  const { row, allowed } = known;
  if (row.revokedAt) throw new AppError('unauthenticated', { detail: 'The API key was revoked.' });
  if (row.expiresAt && row.expiresAt <= now()) {
    throw new AppError('unauthenticated', { detail: 'The API key has expired.' });
  }
  if (allowed && (address === null || !allowed.check(address, isIPv4(address) ? 'ipv4' : 'ipv6'))) {
    throw new AppError('forbidden', { detail: 'This API key may not be used from this address.' });
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

async function findKey(id: bigint, hash: Uint8Array): Promise<KnownKey | null> {
  const cached = cache.get(id);
  if (cached && performance.now() - cached.readAt < CACHE_MS && isSecretOf(cached.row, hash)) return cached;
  // Not the secret that is remembered: another process may have rotated it a moment ago.
  const row = await readKey(id);
  return row && isSecretOf(row.row, hash) ? row : null;
}

/** The secret, or the one before it while that is still accepted. */
function isSecretOf({ secretHash, previousSecretHash, previousSecretEndsAt }: ApiKey, hash: Uint8Array): boolean {
  if (timingSafeEqual(secretHash, hash)) return true;
  if (!previousSecretHash || !previousSecretEndsAt || previousSecretEndsAt <= now()) return false;
  return timingSafeEqual(previousSecretHash, hash);
}

async function readKey(id: bigint): Promise<KnownKey | null> {
  // The token names a key, not a workspace: this query finds out whose it is.
  const row = await systemDb.apiKey.findUnique({ where: { id } });
  if (!row) return null;
  if (cache.size >= MOST_CACHED) cache.clear();
  const allowed = row.allowedAddresses.length === 0 ? null : rangeList(row.allowedAddresses);
  const known = { row, allowed, readAt: performance.now() };
  cache.set(id, known);
  return known;
}

const NOTE_USE_EVERY_MS = 60_000;

/** Writes `last_used_at` at most once a minute, whatever the number of requests and processes. */
async function noteUse(row: ApiKey): Promise<void> {
  const at = now();
  if (row.lastUsedAt && at.getTime() - row.lastUsedAt.getTime() < NOTE_USE_EVERY_MS) return;
  row.lastUsedAt = at;
  await pool.query(
    `UPDATE api_keys SET last_used_at = now()
     WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
    [row.id],
  );
}
