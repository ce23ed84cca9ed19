import { keyPool } from '@/lib/platform/db';
import { errorKind } from '@/lib/platform/error-kind';
import { groupCalls } from '@/lib/platform/group-calls';
import { countSettle } from '@/lib/platform/metrics';
import { retryConflicts } from '@/lib/platform/transaction';
import { rollupCtes } from './rollup';
import { rowExpiry } from './row-expiry';
import { laneOf } from './send-lanes';
import { type SettleInput, settleBatch, whenAvailable } from './settle-batch';

const MAX_INPUTS = 100;

/** Messages that are settled so soon after others wait until this time has passed: they are posted, nobody waits. */
const MIN_INTERVAL_MS = 60;

export interface SettledMessage {
  /** Rows that it changed. */
  changedCount: number;
  /** Whether the message's run ended with them; else somebody has to see to its end. */
  hasEnded: boolean;
}

/**
 * `settleBatch` for a message of the API with few recipients, together with the other messages of this moment, and
 * `finishRun` for those that end with it. What backs a push service off or raises an alert goes its own way.
 * @param input of a run that no other call of this process settles at the same time
 */
export function settleMessage(input: SettleInput): Promise<SettledMessage> {
  const isPlain = input.pauses.length === 0 && input.alerts.length === 0;
  return isPlain && hasEachOnce(input) ? settleShared(input) : settleAlone(input);
}

async function settleAlone(input: SettleInput): Promise<SettledMessage> {
  return { changedCount: await settleBatch(input), hasEnded: false };
}

const settleShared = groupCalls((inputs: SettleInput[]) => laneOf('priority').database(() => settleMessages(inputs)), {
  concurrency: 1,
  maxSize: MAX_INPUTS,
  // What was committed meanwhile changes nothing again.
  alone: settleAlone,
  minIntervalMs: MIN_INTERVAL_MS,
  isShared: (error) => errorKind(error) === 'unavailable',
});

/** A row that was taken over and claimed again may have two results, which `settleBatch` takes one after the other. */
function hasEachOnce({ settlements }: SettleInput): boolean {
  return new Set(settlements.map((row) => row.subscriberId)).size === settlements.length;
}

async function settleMessages(inputs: SettleInput[]): Promise<SettledMessage[]> {
  const { rows } = await whenAvailable(() =>
    retryConflicts(() =>
      keyPool.query<{ run_id: bigint; changed_count: bigint; has_ended: boolean }>({
        name: 'settle-messages',
        text: SETTLE_MESSAGES_SQL,
        values: settleMessagesValues(inputs),
      }),
    ),
  );
  const changed = new Map(rows.map((row) => [row.run_id, row]));
  return inputs.map(({ runId, settlements }) => {
    const row = changed.get(runId);
    const changedCount = Number(row?.changed_count ?? 0);
    countSettle(settlements, changedCount);
    return { changedCount, hasEnded: row?.has_ended ?? false };
  });
}

function settleMessagesValues(inputs: readonly SettleInput[]): unknown[] {
  const rows = inputs.flatMap(({ runId, settlements }) => settlements.map((row) => ({ runId, ...row })));
  const ended = rows.filter((row) => row.endSubscription);
  const working = inputs.flatMap((input) => input.working.map((origin) => ({ runId: input.runId, ...origin })));
  return [
    rows.map((row) => row.runId),
    rows.map((row) => row.subscriberId),
    rows.map((row) => row.fence),
    rows.map((row) => row.state),
    rows.map((row) => row.reason),
    rows.map((row) => row.statusCode),
    rows.map((row) => Math.round(row.delayMs)),
    rows.map((row) => row.isUnsent),
    ended.map((row) => row.runId),
    ended.map((row) => row.subscriberId),
    ended.map((row) => row.endSubscription?.status),
    ended.map((row) => row.endSubscription?.endpointSetAt),
    working.map((origin) => origin.runId),
    working.map((origin) => origin.originId),
    working.map((origin) => origin.vapidKeyId),
  ];
}

/**
 * As SETTLE_SQL, with a join instead of arrays: see claim-messages.ts. A message's counters are all in one slot unless
 * it was settled alone: where that slot says that all have ended, the run ends too (as in finish-run.ts).
 */
const SETTLE_MESSAGES_SQL = `
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::smallint[],
        $5::text[], $6::smallint[], $7::int[], $8::bool[])
      AS g (run_id, subscriber_id, fence, state, reason, status_code, delay_ms, is_unsent)
    ORDER BY 1, 2
  ),
  moved AS (
    UPDATE deliveries d SET
      state = g.state,
      reason = CASE WHEN g.is_unsent THEN d.reason ELSE g.reason END,
      status_code = CASE WHEN g.is_unsent THEN d.status_code ELSE g.status_code END,
      attempts = d.attempts - CASE WHEN g.is_unsent THEN 1 ELSE 0 END,
      lease_until = NULL,
      due_at = CASE WHEN g.state = 0
        THEN LEAST(now() + g.delay_ms * interval '1 millisecond', (SELECT ${rowExpiry('d', 'r')} FROM runs r WHERE r.id = d.run_id))
        ELSE d.due_at END,
      settled_at = CASE WHEN g.state > 1 THEN now() END
    FROM given g
    WHERE d.run_id = g.run_id AND d.subscriber_id = g.subscriber_id AND d.state + 0 = 1 AND d.fence = g.fence
    RETURNING d.run_id, d.site_id, d.subscriber_id, d.origin_id, d.state, CASE WHEN NOT g.is_unsent THEN d.reason END AS reason
  ),
  changed AS (SELECT run_id, site_id, subscriber_id, origin_id, state, reason FROM moved),
  ${rollupCtes('0', 'messages')},
  finished AS (
    UPDATE runs r SET status = 'done', finished_at = now() FROM counted
    WHERE r.id = counted.run_id AND r.audience_count = counted.ended_count AND r.campaign_id IS NULL
      AND r.status = 'running' AND r.finished_at IS NULL AND r.planned_at IS NOT NULL
    RETURNING r.id
  ),
  ended AS (
    UPDATE subscribers s SET status = e.status::"SubscriberStatus", ended_at = now(), updated_at = now()
    FROM unnest($9::bigint[], $10::bigint[], $11::text[], $12::timestamptz[]) AS e (run_id, subscriber_id, status, endpoint_set_at)
      JOIN moved m ON m.run_id = e.run_id AND m.subscriber_id = e.subscriber_id
    WHERE s.id = e.subscriber_id AND s.site_id = m.site_id AND s.status = 'active' AND s.endpoint_set_at = e.endpoint_set_at
    RETURNING s.id, s.site_id, e.status
  ),
  told AS (
    INSERT INTO subscriber_events (site_id, subscriber_id, kind) SELECT site_id, id, status FROM ended
  ),
  working AS (
    SELECT * FROM unnest($13::bigint[], $14::int[], $15::bigint[]) AS w (run_id, origin_id, vapid_key_id)
  ),
  freed AS (
    UPDATE origin_states o SET consecutive_count = 0, fault_reason = NULL, updated_at = now()
    FROM (SELECT DISTINCT origin_id, vapid_key_id FROM working) w
    WHERE o.origin_id = w.origin_id AND o.vapid_key_id = w.vapid_key_id
      AND (o.consecutive_count > 0 OR o.fault_reason IS NOT NULL)
  ),
  resolved AS (
    UPDATE run_alerts a SET resolved_at = now() FROM working w
    WHERE a.run_id = w.run_id AND a.origin_id = w.origin_id AND a.resolved_at IS NULL
  )
  SELECT run_id, count(*) AS changed_count, EXISTS (SELECT FROM finished WHERE id = run_id) AS has_ended
  FROM moved GROUP BY run_id`;
