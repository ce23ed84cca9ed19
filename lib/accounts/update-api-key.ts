import type { Actor, ApiKeyActor } from '@/lib/contracts/actors';
import { ApiKeyPatch, type ApiKeyView } from '@/lib/contracts/api-keys';
import type { ApiKey } from '@/lib/generated/prisma/client';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { isRangeWithin } from '@/lib/platform/ip-address';
import { parse } from '@/lib/platform/parse';
import { apiKeyView } from './api-key-view';
import { forgetApiKey } from './authenticate-api-key';
import { boundByMaker } from './bound-by-maker';
import { can } from './can';
import { findOwnApiKey } from './find-api-key';
import { recordAudit } from './record-audit';

type Transaction = Pick<typeof db, 'apiKey' | 'auditEntry'>;

/**
 * Changes name, permissions, end and addresses of a key; its secret and its site stay. Nobody gives it more than they
 * have themselves: a key can only narrow itself, and the keys that it made follow, so that they never outreach it.
 * @param expectedVersion what the editor saw last; given, a key that was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `invalid_input`; `conflict` when it was revoked or has expired;
 *   `precondition_failed`
 */
export async function updateApiKey(
  actor: Actor,
  apiKeyId: string,
  input: ApiKeyPatch,
  expectedVersion?: number,
): Promise<ApiKeyView> {
  const before = await findOwnApiKey(actor, apiKeyId);
  const { id, workspaceId, version } = before;
  const patch = parse(ApiKeyPatch, input);
  if (expectedVersion !== undefined && expectedVersion !== version) throw new AppError('precondition_failed');
  if (before.revokedAt || (before.expiresAt && before.expiresAt <= now())) {
    throw new AppError('conflict', { detail: 'The API key has ended; make a new one.' });
  }
  if (patch.expiresAt && new Date(patch.expiresAt) <= now()) {
    throw new AppError('invalid_input', { fields: [{ path: 'expiresAt', message: 'must lie in the future' }] });
  }
  const { name, scopes, expiresAt, allowedAddresses } = await withinReach(actor, before, patch);
  const { view, narrowed } = await db.$transaction(async (tx) => {
    const [row] = await tx.apiKey.updateManyAndReturn({
      where: { id, workspaceId, version, revokedAt: null },
      data: {
        name,
        scopes,
        allowedAddresses,
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
        version: { increment: 1 },
      },
    });
    if (!row) throw new AppError(expectedVersion === undefined ? 'conflict' : 'precondition_failed');
    await recordAudit(actor, 'api_key.update', apiKeyId, { ...patch, changed: Object.keys(patch) }, tx);
    return { view: apiKeyView(row), narrowed: await narrowMade(actor, tx, row) };
  });
  forgetApiKey(id);
  for (const key of narrowed) forgetApiKey(key);
  return view;
}

/** @throws AppError `forbidden`, `invalid_input` */
function withinReach(actor: Actor, before: ApiKey, patch: ApiKeyPatch) {
  const current = apiKeyView(before);
  const fields = {
    name: patch.name ?? current.name,
    scopes: patch.scopes ?? current.scopes,
    siteId: current.siteId,
    expiresAt: patch.expiresAt === undefined ? current.expiresAt : patch.expiresAt,
    allowedAddresses: patch.allowedAddresses ?? current.allowedAddresses,
  };
  if (actor.kind === 'api_key') return boundByMaker(actor, fields, isItself(actor, before));
  const beyond = patch.scopes?.find((scope) => !can(actor, scope));
  if (beyond !== undefined) throw new AppError('forbidden', { detail: `You cannot hand on ${beyond}.` });
  return fields;
}

function isItself(actor: ApiKeyActor, { id }: ApiKey): boolean {
  return decodeId('apiKey', actor.apiKeyId) === id;
}

/** @returns the keys that the changed one made and that were cut down to it; one that is left with nothing is revoked */
async function narrowMade(actor: Actor, tx: Transaction, maker: ApiKey): Promise<bigint[]> {
  const { workspaceId } = maker;
  const made = await tx.apiKey.findMany({ where: { workspaceId, createdByKeyId: maker.id, revokedAt: null } });
  const changed: bigint[] = [];
  for (const key of made) {
    const scopes = key.scopes.filter((scope) => maker.scopes.includes(scope));
    const isLate = maker.expiresAt !== null && (key.expiresAt === null || key.expiresAt > maker.expiresAt);
    const isWide =
      maker.allowedAddresses.length > 0 &&
      (key.allowedAddresses.length === 0 ||
        key.allowedAddresses.some((range) => !isRangeWithin(range, maker.allowedAddresses)));
    if (scopes.length === key.scopes.length && !isLate && !isWide) continue;
    const isEmpty = scopes.length === 0;
    await tx.apiKey.updateMany({
      where: { id: key.id, workspaceId },
      data: {
        ...(isEmpty ? { revokedAt: now() } : { scopes }),
        ...(isLate && { expiresAt: maker.expiresAt }),
        ...(isWide && { allowedAddresses: maker.allowedAddresses }),
        version: { increment: 1 },
      },
    });
    const action = isEmpty ? 'api_key.revoke' : 'api_key.update';
    const madeBy = encodeId('apiKey', maker.id);
    await recordAudit(actor, action, encodeId('apiKey', key.id), { madeBy }, tx);
    changed.push(key.id);
  }
  return changed;
}
