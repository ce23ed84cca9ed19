import { keyPool } from '@/lib/platform/db';
import { type StoredAnswer, sealAnswer } from './stored-answer';

/**
 * Keeps the answer for the repeats of a request, or with null frees the key, so that a repeat runs anew.
 * @param claimedAt as the claim gave it: a request that was given up meanwhile changes nothing
 */
export async function settleIdempotencyKey(
  workspaceId: bigint,
  key: string,
  claimedAt: Date,
  answer: StoredAnswer | null,
): Promise<void> {
  const mine = 'workspace_id = $1 AND key = $2 AND created_at = $3 AND status IS NULL';
  if (answer === null) {
    await keyPool.query(`DELETE FROM idempotency_keys WHERE ${mine}`, [workspaceId, key, claimedAt]);
    return;
  }
  await keyPool.query({
    name: 'settle-idempotency-key',
    text: `UPDATE idempotency_keys SET status = $4, response = $5 WHERE ${mine}`,
    values: [workspaceId, key, claimedAt, answer.status, JSON.stringify(sealAnswer(workspaceId, key, answer))],
  });
}
