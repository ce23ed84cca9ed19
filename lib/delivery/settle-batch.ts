import { setTimeout as sleep } from 'node:timers/promises';
import { keyPool } from '@/lib/platform/db';
import { errorKind } from '@/lib/platform/error-kind';
import { log } from '@/lib/platform/log';
import { countSettle } from '@/lib/platform/metrics';
import { inTransaction, retryConflicts } from '@/lib/platform/transaction';
import { LEASE_MS } from './claim-batch';
import { COUNTER_SLOTS, rollupCtes } from './rollup';
import { rowExpiry } from './row-expiry';
import { settlePieces } from './settle-pieces';

/** What became of one claimed row. */
export interface Settlement {
  subscriberId: bigint;
  originId: number;
  fence: bigint;
  /** 0 pending (again), 2 accepted, 3 gone, 4 rejected, 5 expired, 6 suppressed, 7 unknown. */
  state: 0 | 2 | 3 | 4 | 5 | 6 | 7;
  /** Null for accepted, and for a row given back unsent. */
  reason: string | null;
  statusCode: number | null;
  /** For pending: how long to wait. */
  delayMs: number;
  /** It was given back without a POST: the attempt does not count. */
  isUnsent: boolean;
  /** Ends or quarantines the subscription, unless its endpoint changed after this instant. */
  endSubscription?: { status: 'gone' | 'key_mismatch'; endpointSetAt: Date };
}

/** A push service as one VAPID key meets it. */
export interface Origin {
  originId: number;
  vapidKeyId: bigint;
}

/** A push service to be backed off. */
export interface OriginPause extends Origin {
  ms: number;
  /** Set when it needs a person. */
  faultReason: string | null;
}

export interface AlertSignal {
  originId: number;
  code: string;
  detail: string;
  count: number;
}

export interface SettleInput {
  runId: bigint;
  siteId: bigint;
  settlements: Settlement[];
  /** Those that accepted something and are not to be paused: their count of failures starts anew. */
  working: Origin[];
  pauses: OriginPause[];
  alerts: AlertSignal[];
}

/**
 * Records what became of a group of rows, and all that follows from it, in one transaction: rows (only those that are
 * still `sending` under the fence they were claimed with, I5), counters, reasons, ticks, ended subscriptions, back-off
 * of push services and alerts. A database that is away is waited for: what was posted is known here and nowhere else.
 * Tried once more after a commit whose answer was lost, it changes nothing. What the database refuses for another
 * reason takes no other row with it: the group is then recorded piece by piece.
 * @returns how many rows it changed; fewer than given means that another worker took them over
 * @throws what the database said of the first piece that it refused, once the others are recorded
 */
export async function settleBatch(input: SettleInput): Promise<number> {
  const settle = async (piece: SettleInput) => {
    const changedCount = await whenAvailable(() => settleOnce(piece));
    countSettle(piece.settlements, changedCount);
    return changedCount;
  };
  try {
    return await settle(input);
  } catch (error) {
    if (errorKind(error) === 'unavailable') throw error;
    log.error({ err: error, runId: String(input.runId) }, 'results could not be recorded together');
    return settlePieces(input, settle);
  }
}

/** Later the leases have run out, and the rows are another worker's. */
const KEEP_TRYING_MS = LEASE_MS;
const RETRY_MS = 500;

/** Waits for a database that is away, and tries again. */
export async function whenAvailable<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + KEEP_TRYING_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (errorKind(error) !== 'unavailable' || performance.now() > until) throw error;
      if (attempt === 1) log.warn({ err: error }, 'results wait for the database');
      await sleep(RETRY_MS);
    }
  }
}

async function settleOnce(input: SettleInput): Promise<number> {
  const { runId, siteId, settlements, pauses, alerts } = input;
  // A row that was taken over and claimed again may have two results: one statement takes one.
  const seen = new Set<bigint>();
  const isFirst = ({ subscriberId }: Settlement) => !seen.has(subscriberId) && seen.add(subscriberId);
  const first = settlements.filter(isFirst).sort(byId);
  const statement = { name: 'settle-batch', text: SETTLE_SQL };
  const values = settleValues({ ...input, settlements: first });
  let changed: { rows: { changed_count: bigint }[] };
  if (pauses.length === 0 && alerts.length === 0) {
    // One statement needs no transaction of ours: while this process is busy, no counter is locked.
    changed = await retryConflicts(() => keyPool.query({ ...statement, values }));
  } else {
    changed = await inTransaction(async (client) => {
      const result = await client.query<{ changed_count: bigint }>({ ...statement, values });
      if (pauses.length > 0) await client.query(PAUSE_SQL, pauseValues(pauses));
      if (alerts.length > 0) await client.query(ALERTS_SQL, [runId, siteId, ...alertValues(alerts)]);
      return result;
    });
  }
  const changedCount = Number(changed.rows[0]?.changed_count ?? 0);
  if (first.length === settlements.length) return changedCount;
  const taken = new Set(first);
  const others = settlements.filter((row) => !taken.has(row));
  return changedCount + (await settleOnce({ runId, siteId, settlements: others, working: [], pauses: [], alerts: [] }));
}

function byId(a: Settlement, b: Settlement): number {
  return a.subscriberId < b.subscriberId ? -1 : Number(a.subscriberId > b.subscriberId);
}

/** Exported for the test that reads the statement's plan. Settlements ascend by subscriber, each once. */
export function settleValues({ runId, siteId, settlements: rows, working }: SettleInput): unknown[] {
  const ended = rows.filter((row) => row.endSubscription);
  return [
    runId,
    siteId,
    Math.floor(Math.random() * COUNTER_SLOTS),
    rows.map((row) => row.subscriberId),
    shorten(rows.map((row) => row.fence)),
    shorten(rows.map((row) => row.state)),
    shorten(rows.map((row) => row.reason)),
    shorten(rows.map((row) => row.statusCode)),
    shorten(rows.map((row) => Math.round(row.delayMs))),
    shorten(rows.map((row) => row.isUnsent)),
    ended.map((row) => row.subscriberId),
    ended.map((row) => row.endSubscription?.status),
    ended.map((row) => row.endSubscription?.endpointSetAt),
    working.map((origin) => origin.originId),
    working.map((origin) => origin.vapidKeyId),
  ];
}

/**
 * What belongs to the row of `deliveries` in an array that is parallel to the ascending ids of $4: the same for all, or
 * a binary search.
 */
function at(array: string): string {
  return `(${array})[CASE cardinality(${array}) WHEN 1 THEN 1 ELSE width_bucket(d.subscriber_id, $4::bigint[]) END]`;
}

/** One entry when it is the same for all, as it is in most groups. */
function shorten<T>(values: T[]): T[] {
  return values.every((value) => value === values[0]) ? values.slice(0, 1) : values;
}

/**
 * Exported for the test that reads its plan. A run's rows are new, so that Postgres has no figures of them yet and
 * takes thousands for one. Ids as an array, and a state that no partial index matches, leave it no plan but to look up
 * each row by its key; and nothing is joined, because a plain join was seen to read all of a run's rows for each group,
 * or to compare each row with each.
 */
export const SETTLE_SQL = `
  WITH moved AS (
    UPDATE deliveries d SET
      state = ${at('$6::smallint[]')},
      reason = CASE WHEN ${at('$10::bool[]')} THEN d.reason ELSE ${at('$7::text[]')} END,
      status_code = CASE WHEN ${at('$10::bool[]')} THEN d.status_code ELSE ${at('$8::smallint[]')} END,
      attempts = d.attempts - CASE WHEN ${at('$10::bool[]')} THEN 1 ELSE 0 END,
      lease_until = NULL,
      due_at = CASE WHEN ${at('$6::smallint[]')} = 0
        THEN LEAST(now() + ${at('$9::int[]')} * interval '1 millisecond', (SELECT ${rowExpiry('d', 'r')} FROM runs r WHERE r.id = $1))
        ELSE d.due_at END,
      settled_at = CASE WHEN ${at('$6::smallint[]')} > 1 THEN now() END
    WHERE d.run_id = $1 AND d.subscriber_id = ANY($4::bigint[]) AND d.state + 0 = 1 AND d.fence = ${at('$5::bigint[]')}
    RETURNING d.run_id, d.site_id, d.subscriber_id, d.origin_id, d.state,
      CASE WHEN NOT ${at('$10::bool[]')} THEN d.reason END AS reason
  ),
  changed AS (SELECT run_id, site_id, subscriber_id, origin_id, state, reason FROM moved),
  ${rollupCtes('$3')},
  ended AS (
    UPDATE subscribers s SET status = e.status::"SubscriberStatus", ended_at = now(), updated_at = now()
    FROM unnest($11::bigint[], $12::text[], $13::timestamptz[]) AS e (subscriber_id, status, endpoint_set_at)
    WHERE s.id = e.subscriber_id AND s.site_id = $2 AND s.status = 'active' AND s.endpoint_set_at = e.endpoint_set_at
      -- As a test of one row, which Postgres looks up in a hash: as a join each would be compared with each.
      AND (s.id IN (SELECT subscriber_id FROM moved)) IS TRUE
    RETURNING s.id, s.site_id, e.status
  ),
  told AS (
    INSERT INTO subscriber_events (site_id, subscriber_id, kind) SELECT site_id, id, status FROM ended
  ),
  working AS (SELECT * FROM unnest($14::int[], $15::bigint[]) AS w (origin_id, vapid_key_id)),
  -- A success ends a fault and the count of failures, but not a pause that runs: the push service asked for it.
  freed AS (
    UPDATE origin_states o SET consecutive_count = 0, fault_reason = NULL, updated_at = now() FROM working w
    WHERE o.origin_id = w.origin_id AND o.vapid_key_id = w.vapid_key_id
      AND (o.consecutive_count > 0 OR o.fault_reason IS NOT NULL)
  ),
  resolved AS (
    UPDATE run_alerts a SET resolved_at = now() FROM working w
    WHERE a.run_id = $1 AND a.origin_id = w.origin_id AND a.resolved_at IS NULL
  )
  SELECT count(*) AS changed_count FROM moved`;

function pauseValues(pauses: OriginPause[]): unknown[] {
  // One order for every worker, so that two of them cannot wait for each other.
  const sorted = [...pauses].sort((a, b) => a.originId - b.originId || (a.vapidKeyId < b.vapidKeyId ? -1 : 1));
  return [
    sorted.map((pause) => pause.originId),
    sorted.map((pause) => pause.vapidKeyId),
    sorted.map((pause) => Math.round(pause.ms)),
    sorted.map((pause) => pause.faultReason),
  ];
}

const PAUSE_SQL = `
  INSERT INTO origin_states AS o (origin_id, vapid_key_id, paused_until, fault_reason, consecutive_count, updated_at)
  SELECT origin_id, vapid_key_id, now() + pause_ms * interval '1 millisecond', fault_reason, 1, now()
  FROM unnest($1::int[], $2::bigint[], $3::int[], $4::text[]) AS s (origin_id, vapid_key_id, pause_ms, fault_reason)
  ON CONFLICT (origin_id, vapid_key_id) DO UPDATE SET
    paused_until = GREATEST(o.paused_until, excluded.paused_until),
    fault_reason = COALESCE(excluded.fault_reason, o.fault_reason),
    consecutive_count = o.consecutive_count + 1,
    updated_at = now()`;

function alertValues(alerts: AlertSignal[]): unknown[] {
  const sorted = [...alerts].sort((a, b) => a.originId - b.originId || a.code.localeCompare(b.code));
  return [
    sorted.map((alert) => alert.originId),
    sorted.map((alert) => alert.code),
    sorted.map((alert) => alert.detail),
    sorted.map((alert) => alert.count),
  ];
}

const ALERTS_SQL = `
  INSERT INTO run_alerts AS a (run_id, site_id, origin_id, code, detail, count)
  SELECT $1, $2, * FROM unnest($3::int[], $4::text[], $5::text[], $6::int[])
  ON CONFLICT (run_id, origin_id, code) DO UPDATE SET
    count = a.count + excluded.count, detail = excluded.detail, resolved_at = NULL`;
