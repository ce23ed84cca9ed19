import { claimBatch } from '@/lib/delivery/claim-batch';
import { planPage } from '@/lib/delivery/plan-page';
import { settleBatch } from '@/lib/delivery/settle-batch';
import { EVERYONE } from '@/lib/delivery/test-kit/fixture';
import { pool } from '@/lib/platform/db';

/** A run to everybody of a site, with one shard; nothing is planned yet. */
export async function makeBenchRun(siteId: bigint): Promise<bigint> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO runs (site_id, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at, shard_count,
       bound_subscriber_id)
     SELECT $1, '{}', '[]', 3600, 'low', 'resend', now() + interval '1 day', 1, max(id) FROM subscribers RETURNING id`,
    [siteId],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('the run could not be made');
  return id;
}

/** Makes a row for each of the audience, in pages, as the fan-out does. */
export async function planBenchRun(runId: bigint, siteId: bigint): Promise<void> {
  while ((await planPage(runId, siteId, EVERYONE))?.isComplete === false);
}

/**
 * Claims a group and settles it as accepted, as a worker does that posts in no time.
 * @returns how many rows, and what each of the two took, ms; 0 rows when nothing is due
 */
export async function claimAndSettle(
  runId: bigint,
  siteId: bigint,
  groupSize: number,
): Promise<{ count: number; claimMs: number; settleMs: number }> {
  const claimedAt = performance.now();
  const { rows } = await claimBatch(runId, 0, groupSize);
  const settledAt = performance.now();
  if (rows.length === 0) return { count: 0, claimMs: settledAt - claimedAt, settleMs: 0 };
  const settlements = rows.map(({ subscriberId, originId, fence }) => ({
    subscriberId,
    originId,
    fence,
    state: 2 as const,
    reason: null,
    statusCode: 201,
    delayMs: 0,
    isUnsent: false,
  }));
  await settleBatch({ runId, siteId, settlements, working: [], pauses: [], alerts: [] });
  return { count: rows.length, claimMs: settledAt - claimedAt, settleMs: performance.now() - settledAt };
}
