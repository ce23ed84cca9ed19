import { keyPool } from '@/lib/platform/db';
import { errorKind } from '@/lib/platform/error-kind';
import { groupCalls } from '@/lib/platform/group-calls';
import { countClaim } from '@/lib/platform/metrics';
import {
  type ClaimedBatch,
  claimBatch,
  claimedBatch,
  judgement,
  LEASE_MS,
  MAX_ATTEMPTS,
  type SeenRow,
} from './claim-batch';
import type { SendableRun } from './load-run';
import { rollupCtes } from './rollup';
import { rowExpiry } from './row-expiry';
import { laneOf } from './send-lanes';

/** Recipients of a message whose rows are claimed and settled together with those of other messages. */
export const MAX_SHARED_ROWS = 16;
const MAX_RUNS = 100;

/** Messages that come so soon after others are claimed together once this time has passed. */
const MIN_INTERVAL_MS = 10;

/** Whether a run's claims and settles are shared with other messages of the API. */
export function sharesStatements(run: SendableRun, personalColumnCount: number): boolean {
  return (
    run.lane === 'priority' &&
    run.shardCount === 1 &&
    run.audienceCount <= MAX_SHARED_ROWS &&
    run.throttlePerMinute === null &&
    personalColumnCount === 0
  );
}

/**
 * `claimBatch` for a message of the API with at most MAX_SHARED_ROWS recipients and no personal texts, together with
 * the other messages of this moment: a statement for each would cost more than sending them.
 * @param runId of the priority lane, with one shard
 */
export const claimMessage: (runId: bigint) => Promise<ClaimedBatch> = groupCalls(
  (runIds: bigint[]) => laneOf('priority').database(() => claimMessages(runIds)),
  {
    concurrency: 1,
    maxSize: MAX_RUNS,
    minIntervalMs: MIN_INTERVAL_MS,
    alone: (runId) => claimBatch(runId, 0, MAX_SHARED_ROWS),
    isShared: (error) => errorKind(error) === 'unavailable',
  },
);

async function claimMessages(runIds: bigint[]): Promise<ClaimedBatch[]> {
  const { rows } = await keyPool.query<SeenRow & { run_id: bigint }>({
    name: 'claim-messages',
    text: CLAIM_MESSAGES_SQL,
    values: [runIds],
  });
  countClaim(rows.length);
  const byRun = new Map<bigint, SeenRow[]>(runIds.map((runId) => [runId, []]));
  for (const row of rows) byRun.get(row.run_id)?.push(row);
  return runIds.map((runId) => {
    const taken = byRun.get(runId) ?? [];
    // A run that is asked for twice gives its rows to one.
    byRun.delete(runId);
    return claimedBatch(taken, []);
  });
}

/**
 * Exported for the test that reads its plan. As CLAIM_SQL, with a join instead of arrays: a message's rows are few,
 * so that any plan that begins with the run is a good one.
 */
export const CLAIM_MESSAGES_SQL = `
  WITH run AS MATERIALIZED (
    SELECT id, site_id, expires_at, ttl_seconds, belfry_id() AS fence FROM runs
    WHERE id = ANY($1::bigint[]) AND status = 'running' ORDER BY id
  ),
  due AS MATERIALIZED (
    SELECT run.*, d.* FROM run CROSS JOIN LATERAL (
      SELECT subscriber_id, starts_at FROM deliveries
      WHERE run_id = run.id AND shard = 0 AND state = 0 AND due_at <= now()
      ORDER BY due_at LIMIT ${MAX_SHARED_ROWS} FOR UPDATE SKIP LOCKED
    ) d
  ),
  judged AS MATERIALIZED (
    SELECT due.id AS run_id, due.subscriber_id, due.fence, ${rowExpiry('due', 'due')} AS expires_at,
      s.endpoint, s.p256dh, s.auth, s.vapid_key_id, s.endpoint_set_at, ${judgement('due', 'due')}
    FROM due
    LEFT JOIN LATERAL (
      SELECT * FROM subscribers WHERE id = due.subscriber_id AND site_id = due.site_id LIMIT 1
    ) s ON true
    LEFT JOIN origin_states os ON os.origin_id = s.origin_id AND os.vapid_key_id = s.vapid_key_id
  ),
  seen AS (
    UPDATE deliveries d SET
      state = j.state,
      fence = CASE WHEN j.state = 1 THEN j.fence ELSE d.fence END,
      lease_until = CASE WHEN j.state = 1 THEN now() + interval '${LEASE_MS} milliseconds' END,
      attempts = LEAST(d.attempts + CASE WHEN j.state = 1 THEN 1 ELSE 0 END, ${MAX_ATTEMPTS}),
      due_at = CASE WHEN j.state = 0 THEN LEAST(j.paused_until, j.expires_at) ELSE d.due_at END,
      settled_at = CASE WHEN j.state > 1 THEN now() END,
      reason = CASE j.state WHEN 6 THEN j.left_as WHEN 5 THEN COALESCE(d.reason, 'expired') ELSE d.reason END
    FROM judged j
    WHERE d.run_id = j.run_id AND d.subscriber_id = j.subscriber_id
    RETURNING d.run_id, d.site_id, d.subscriber_id, d.origin_id, d.state, d.reason, d.variant, d.attempts, d.fence,
      j.origin_failure_count, j.expires_at, j.endpoint, j.p256dh, j.auth, j.vapid_key_id, j.endpoint_set_at
  ),
  changed AS (SELECT run_id, site_id, subscriber_id, origin_id, state, reason FROM seen WHERE state > 1),
  ${rollupCtes('0', 'messages')}
  SELECT run_id, subscriber_id, state, origin_id, variant, attempts, fence, origin_failure_count,
    endpoint, p256dh, auth, vapid_key_id, endpoint_set_at,
    (extract(epoch FROM now() - endpoint_set_at) * 1000)::float8 AS age_ms,
    (extract(epoch FROM expires_at - now()) * 1000)::float8 AS ms_left
  FROM seen`;
