import { keyPool } from '@/lib/platform/db';
import { openAnswer, type StoredAnswer } from './stored-answer';

/** Kept this long; afterwards the key counts as new. */
export const IDEMPOTENCY_DAYS = 30;
/** A request that has run this long has died with its process. */
const ABANDONED_SECONDS = 120;

export type IdempotencyClaim =
  /** Ours to run; `claimedAt` is handed back when it ends. */
  | { kind: 'claimed'; claimedAt: Date }
  | { kind: 'answered'; answer: StoredAnswer }
  | { kind: 'running' }
  | { kind: 'other_request' };

/**
 * Takes an Idempotency-Key for one request, or tells what became of the request that has it.
 * @param requestHash SHA-256 of all that makes the request what it is
 */
export async function claimIdempotencyKey(
  workspaceId: bigint,
  key: string,
  requestHash: Uint8Array,
): Promise<IdempotencyClaim> {
  const hash = Buffer.from(requestHash);
  // New, or left behind by a dead process or a past month: in one statement, so that of several at once one wins.
  const claimed = await keyPool.query<{ created_at: Date }>({
    name: 'claim-idempotency-key',
    text: `INSERT INTO idempotency_keys AS k (workspace_id, key, request_hash) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id, key) DO UPDATE
       SET request_hash = excluded.request_hash, status = NULL, response = NULL, created_at = clock_timestamp()
       WHERE k.created_at < now() - make_interval(days => $4)
          OR (k.status IS NULL AND k.request_hash = excluded.request_hash AND k.created_at < now() - make_interval(secs => $5))
     RETURNING created_at`,
    values: [workspaceId, key, hash, IDEMPOTENCY_DAYS, ABANDONED_SECONDS],
  });
  if (claimed.rows[0]) return { kind: 'claimed', claimedAt: claimed.rows[0].created_at };
  const { rows } = await keyPool.query<{
    request_hash: Buffer;
    status: number | null;
    response: { sealed: string } | null;
  }>('SELECT request_hash, status, response FROM idempotency_keys WHERE workspace_id = $1 AND key = $2', [
    workspaceId,
    key,
  ]);
  const row = rows[0];
  // Released between the two statements: the caller asks again.
  if (!row) return { kind: 'running' };
  if (!row.request_hash.equals(hash)) return { kind: 'other_request' };
  if (row.response === null) return { kind: 'running' };
  return { kind: 'answered', answer: openAnswer(workspaceId, key, row.response) };
}
