import type { Action } from '@/lib/contracts/actors';
import type { ApiKeyView } from '@/lib/contracts/api-keys';
import type { ApiKey } from '@/lib/generated/prisma/client';
import { now } from '@/lib/platform/clock';
import { encodeId } from '@/lib/platform/ids';
import { apiKeyTokenPrefix } from './api-key-token';

/** What people may see of a key. */
export function apiKeyView(row: ApiKey): ApiKeyView {
  const oldEndsAt = row.previousSecretEndsAt;
  return {
    id: encodeId('apiKey', row.id),
    version: row.version,
    name: row.name,
    tokenPrefix: apiKeyTokenPrefix(row.id),
    scopes: row.scopes as Action[],
    siteId: row.siteId === null ? null : encodeId('site', row.siteId),
    allowedAddresses: row.allowedAddresses,
    createdByKeyId: row.createdByKeyId === null ? null : encodeId('apiKey', row.createdByKeyId),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    previousSecretEndsAt: oldEndsAt && oldEndsAt > now() ? oldEndsAt.toISOString() : null,
  };
}
