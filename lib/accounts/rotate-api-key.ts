import type { Actor } from '@/lib/contracts/actors';
import { type CreatedApiKey, RotateKeyInput } from '@/lib/contracts/api-keys';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { formatApiKeyToken, hashApiKeySecret, makeApiKeySecret } from './api-key-token';
import { apiKeyView } from './api-key-view';
import { forgetApiKey } from './authenticate-api-key';
import { findOwnApiKey } from './find-api-key';
import { recordAudit } from './record-audit';

/**
 * Gives a key a new secret, shown this once; the old one is accepted beside it for the hours given, and one that is
 * older ends at once. Everything else of the key stays.
 * @throws AppError `forbidden`, `not_found`, `invalid_input`; `conflict` when it was revoked or has expired, or when
 *   two rotate at once
 */
export async function rotateApiKey(actor: Actor, apiKeyId: string, input: RotateKeyInput = {}): Promise<CreatedApiKey> {
  const { id, workspaceId, secretHash, revokedAt, expiresAt } = await findOwnApiKey(actor, apiKeyId);
  const { overlapHours } = parse(RotateKeyInput, input);
  const at = now();
  if (revokedAt || (expiresAt && expiresAt <= at)) {
    throw new AppError('conflict', { detail: 'The API key has ended; make a new one.' });
  }
  const secret = makeApiKeySecret();
  const keepsOld = overlapHours > 0;
  const created = await db.$transaction(async (tx) => {
    const [row] = await tx.apiKey.updateManyAndReturn({
      where: { id, workspaceId, secretHash, revokedAt: null },
      data: {
        version: { increment: 1 },
        secretHash: hashApiKeySecret(secret),
        previousSecretHash: keepsOld ? secretHash : null,
        previousSecretEndsAt: keepsOld ? new Date(at.getTime() + overlapHours * 3_600_000) : null,
      },
    });
    if (!row) throw new AppError('conflict', { detail: 'The API key was changed at the same moment; try again.' });
    await recordAudit(actor, 'api_key.rotate', apiKeyId, { overlapHours }, tx);
    return { ...apiKeyView(row), token: formatApiKeyToken(id, secret) };
  });
  forgetApiKey(id);
  return created;
}
