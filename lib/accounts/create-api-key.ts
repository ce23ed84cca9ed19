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
import { recordAudit } from './record-audit';

/**
 * Makes an API key. Its token is in the answer and nowhere else.
 * @throws AppError `forbidden`, `invalid_input` (unknown scope or site, expiry in the past).
 */
export async function createApiKey(actor: Actor, input: ApiKeyInput): Promise<CreatedApiKey> {
  authorize(actor, 'apiKeys.manage');
  const { name, scopes, siteId, expiresAt } = parse(ApiKeyInput, input);
  const workspaceId = decodeId('workspace', actor.workspaceId);
  if (expiresAt !== null && new Date(expiresAt) <= now()) {
    throw new AppError('invalid_input', { fields: [{ path: 'expiresAt', message: 'must lie in the future' }] });
  }
  const site = siteId === null ? null : await ownSite(workspaceId, siteId);
  const secret = makeApiKeySecret();
  return db.$transaction(async (tx) => {
    const row = await tx.apiKey.create({
      data: {
        workspaceId,
        siteId: site,
        name,
        scopes,
        secretHash: hashApiKeySecret(secret),
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
        createdByUserId: actor.kind === 'user' ? decodeId('user', actor.userId) : null,
      },
    });
    const view = apiKeyView(row);
    await recordAudit(actor, 'api_key.create', view.id, { name, scopes, siteId, expiresAt }, tx);
    return { ...view, token: formatApiKeyToken(row.id, secret) };
  });
}

async function ownSite(workspaceId: bigint, siteId: string): Promise<bigint> {
  const id = tryDecodeId('site', siteId);
  const site = id === null ? null : await db.site.findFirst({ where: { id, workspaceId, archivedAt: null } });
  if (!site) throw new AppError('invalid_input', { fields: [{ path: 'siteId', message: 'names no site of yours' }] });
  return site.id;
}
