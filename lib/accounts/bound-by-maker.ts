import type { z } from 'zod';
import type { ApiKeyActor } from '@/lib/contracts/actors';
import type { ApiKeyInput } from '@/lib/contracts/api-keys';
import { db } from '@/lib/platform/db';
import { AppError, type FieldProblem } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { isRangeWithin } from '@/lib/platform/ip-address';

type Fields = z.output<typeof ApiKeyInput>;

/**
 * What a key asks for when it makes another: never more than it has. Site, end and addresses that are not given are
 * its own; `apiKeys.manage` is not handed on, so that the keys of a leaked one are one step away and end with it.
 * @param isItself it changes itself, and may keep what it cannot hand on
 * @throws AppError `forbidden` for a permission that it has not; `invalid_input` for a wider site, end or address
 */
export async function boundByMaker(actor: ApiKeyActor, fields: Fields, isItself = false): Promise<Fields> {
  const beyond = fields.scopes.find(
    (scope) => (scope === 'apiKeys.manage' && !isItself) || !actor.scopes.includes(scope),
  );
  if (beyond !== undefined) {
    throw new AppError('forbidden', { detail: `This API key cannot hand on ${beyond}.` });
  }
  const maker = await db.apiKey.findFirstOrThrow({
    where: { id: decodeId('apiKey', actor.apiKeyId), workspaceId: decodeId('workspace', actor.workspaceId) },
  });
  const siteId = maker.siteId === null ? null : encodeId('site', maker.siteId);
  const bound: Fields = {
    ...fields,
    siteId: fields.siteId ?? siteId,
    expiresAt: fields.expiresAt ?? maker.expiresAt?.toISOString() ?? null,
    allowedAddresses: fields.allowedAddresses.length > 0 ? fields.allowedAddresses : maker.allowedAddresses,
  };
  const problems: FieldProblem[] = [];
  if (siteId !== null && bound.siteId !== siteId) problems.push({ path: 'siteId', message: 'names no site of yours' });
  if (maker.expiresAt && bound.expiresAt && new Date(bound.expiresAt) > maker.expiresAt) {
    problems.push({ path: 'expiresAt', message: 'must not lie after the end of the key that makes it' });
  }
  if (maker.allowedAddresses.length > 0) {
    for (const [i, range] of bound.allowedAddresses.entries()) {
      if (isRangeWithin(range, maker.allowedAddresses)) continue;
      const message = 'must lie within the addresses of the key that makes it';
      problems.push({ path: `allowedAddresses.${i}`, message });
    }
  }
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems });
  return bound;
}
