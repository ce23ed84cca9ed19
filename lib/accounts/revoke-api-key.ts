import type { Actor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { forgetApiKey } from './authenticate-api-key';
import { findOwnApiKey } from './find-api-key';
import { recordAudit } from './record-audit';

/**
 * Ends a key for good, and with it those that it made: at once in this process, within five seconds in the others.
 * Twice is once.
 * @param expectedVersion what was seen last; given, a key that was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `precondition_failed`.
 */
export async function revokeApiKey(actor: Actor, apiKeyId: string, expectedVersion?: number): Promise<void> {
  const { id, workspaceId } = await findOwnApiKey(actor, apiKeyId);
  const revoked = await db.$transaction(async (tx) => {
    // Its row first: whoever makes a key by it at this moment waits for it (create-api-key.ts).
    const own = await tx.apiKey.updateManyAndReturn({
      where: { workspaceId, id, revokedAt: null, version: expectedVersion },
      data: { revokedAt: now(), version: { increment: 1 } },
      select: { id: true },
    });
    if (own.length === 0 && expectedVersion !== undefined) throw new AppError('precondition_failed');
    const made = await tx.apiKey.updateManyAndReturn({
      where: { workspaceId, createdByKeyId: id, revokedAt: null },
      data: { revokedAt: now(), version: { increment: 1 } },
      select: { id: true },
    });
    for (const key of own) await recordAudit(actor, 'api_key.revoke', encodeId('apiKey', key.id), {}, tx);
    for (const key of made) {
      await recordAudit(actor, 'api_key.revoke', encodeId('apiKey', key.id), { madeBy: apiKeyId }, tx);
    }
    return [...own, ...made];
  });
  forgetApiKey(id);
  for (const key of revoked) forgetApiKey(key.id);
}
