import { pool } from '@/lib/platform/db';
import { log } from '@/lib/platform/log';
import { applyPiece, type Claimed } from './apply-piece';
import { RETENTION_DAYS } from './retention';
import { undoPage } from './undo-page';

/** A piece takes a fraction of a second; after this long its worker is taken to be dead. */
const LEASE_SECONDS = 30;
/** Times that a piece is begun without an end. */
const MAX_ATTEMPTS = 5;

/**
 * Does the dry run, the run or the undoing of an import, or goes on where a worker stopped; nothing when another one
 * is at it, or nothing is to be done. Each piece and the place to go on from are one transaction.
 */
export async function runImport(importId: bigint, signal: AbortSignal): Promise<void> {
  const claimed = await claim(importId);
  if (!claimed) return;
  if (claimed.hasFailed) {
    log.error({ importId: String(importId) }, 'an import was given up: one of its pieces could not be done');
    return;
  }
  try {
    while (!signal.aborted) {
      const hasMore = await (claimed.state === 'undoing'
        ? undoPage(claimed, LEASE_SECONDS)
        : applyPiece(claimed, LEASE_SECONDS));
      if (!hasMore) return;
    }
  } finally {
    await giveBack(claimed);
  }
}

/**
 * An undoing is never given up: half of it would be neither the one nor the other. What is given up is nobody's: it can be
 * gone on with at once.
 */
async function claim(id: bigint): Promise<(Claimed & { hasFailed: boolean }) | undefined> {
  const { rows } = await pool.query<Claimed & { hasFailed: boolean }>(
    `UPDATE imports SET fence = fence + 1,
       lease_until = CASE WHEN attempt_count < $3 OR state = 'undoing' THEN now() + $2 * interval '1 second' END,
       attempt_count = attempt_count + 1,
       state = CASE WHEN attempt_count >= $3 AND state <> 'undoing' THEN 'failed' ELSE state END,
       finished_at = CASE WHEN attempt_count >= $3 AND state <> 'undoing' THEN now() ELSE finished_at END,
       expires_at = CASE WHEN attempt_count >= $3 AND state = 'running'
         THEN now() + $4 * interval '1 day' ELSE expires_at END
     WHERE id = $1 AND state IN ('checking', 'running', 'undoing') AND (lease_until IS NULL OR lease_until < now())
     RETURNING id, site_id AS "siteId", fence, state, state = 'failed' AS "hasFailed"`,
    [id, LEASE_SECONDS, MAX_ATTEMPTS, RETENTION_DAYS],
  );
  return rows[0];
}

async function giveBack({ id, siteId, fence }: Claimed): Promise<void> {
  await pool.query('UPDATE imports SET lease_until = NULL WHERE id = $1 AND site_id = $2 AND fence = $3', [
    id,
    siteId,
    fence,
  ]);
}
