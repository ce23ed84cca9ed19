import type { Actor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { forgetApiKey } from './authenticate-api-key';
import { authorize } from './authorize';
import { recordAudit } from './record-audit';

/**
 * Ends a key for good: at once in this process, within five seconds in the others. Twice is once.
 * @throws AppError `forbidden`, `not_found`.
 */
export async function revokeApiKey(actor: Actor, apiKeyId: string): Promise<void> {
  authorize(actor, 'apiKeys.manage');
  const where = { id: decodeId('apiKey', apiKeyId), workspaceId: decodeId('workspace', actor.workspaceId) };
  await db.$transaction(async (tx) => {
    const { count } = await tx.apiKey.updateMany({ where: { ...where, revokedAt: null }, data: { revokedAt: now() } });
    if (count > 0) await recordAudit(actor, 'api_key.revoke', apiKeyId, {}, tx);
    else if (!(await tx.apiKey.findFirst({ where, select: { id: true } }))) {
      throw new AppError('not_found', { detail: 'No API key has the id given.' });
    }
  });
  forgetApiKey(where.id);
}
