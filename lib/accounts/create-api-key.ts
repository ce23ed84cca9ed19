import type { Actor } from '@/lib/contracts/actors';
import { ApiKeyInput, type CreatedApiKey } from '@/lib/contracts/api-keys';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId, tryDecodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { formatApiKeyToken, hashApiKeySecret, makeApiKeySecret } from './api-key-token';
import { apiKeyView } from './api-key-view';
import { authorize } from './authorize';
import { boundByMaker } from './bound-by-maker';
import { recordAudit } from './record-audit';

/**
 * Makes an API key. Its token is in the answer and nowhere else.
 * @throws AppError `forbidden` (also when a key would make one that may do more than itself), `invalid_input` (unknown
 *   scope or site, expiry in the past), `unauthenticated` (the key that makes it was revoked at this moment).
 */
export async function createApiKey(actor: Actor, input: ApiKeyInput): Promise<CreatedApiKey> {
  authorize(actor, 'apiKeys.manage');
  const given = parse(ApiKeyInput, input);
  const fields = actor.kind === 'api_key' ? await boundByMaker(actor, given) : given;
  const { name, scopes, siteId, expiresAt, allowedAddresses } = fields;
  const workspaceId = decodeId('workspace', actor.workspaceId);
  if (expiresAt !== null && new Date(expiresAt) <= now()) {
    throw new AppError('invalid_input', { fields: [{ path: 'expiresAt', message: 'must lie in the future' }] });
  }
  const site = siteId === null ? null : await ownSite(workspaceId, siteId);
  const maker = actor.kind === 'api_key' ? decodeId('apiKey', actor.apiKeyId) : null;
  const secret = makeApiKeySecret();
  return db.$transaction(async (tx) => {
    if (maker !== null) {
      // Its lock makes a revocation at the same moment either come before, or wait and end the new key too.
      const { count } = await tx.apiKey.updateMany({
        where: { id: maker, workspaceId, revokedAt: null },
        data: { lastUsedAt: now() },
      });
      if (count === 0) throw new AppError('unauthenticated', { detail: 'The API key was revoked.' });
    }
    const row = await tx.apiKey.create({
      data: {
        workspaceId,
        siteId: site,
        name,
        scopes,
        allowedAddresses,
        secretHash: hashApiKeySecret(secret),
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
        createdByUserId: actor.kind === 'user' ? decodeId('user', actor.userId) : null,
        createdByKeyId: maker,
      },
    });
    const view = apiKeyView(row);
    await recordAudit(actor, 'api_key.create', view.id, { name, scopes, siteId, expiresAt, allowedAddresses }, tx);
    return { ...view, token: formatApiKeyToken(row.id, secret) };
  });
}

async function ownSite(workspaceId: bigint, siteId: string): Promise<bigint> {
  const id = tryDecodeId('site', siteId);
  const site = id === null ? null : await db.site.findFirst({ where: { id, workspaceId, archivedAt: null } });
  if (!site) throw new AppError('invalid_input', { fields: [{ path: 'siteId', message: 'names no site of yours' }] });
  return site.id;
}
