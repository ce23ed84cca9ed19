import type { PersonalColumn } from '@/lib/campaigns/compile-message';
import { PERSONAL_FIELDS, type Person } from '@/lib/contracts/personal-fields';
import { keyPool } from '@/lib/platform/db';
import { countClaim } from '@/lib/platform/metrics';
import { COUNTER_SLOTS, rollupCtes } from './rollup';
import { rowExpiry } from './row-expiry';

/** A claim holds its rows for this long; who does not settle within it may find them claimed by another. */
export const LEASE_MS = 60_000;
/** RFC 8030 allows less, but WNS refuses 0: with less than this left, a message is taken as expired. */
export const MIN_SECONDS_LEFT = 60;

/** The largest that the column holds: a try a minute for four weeks goes beyond it. */
export const MAX_ATTEMPTS = 32_767;

export interface ClaimedRow {
  subscriberId: bigint;
  originId: number;
  variant: number;
  /** From 1; this attempt included. */
  attempts: number;
  fence: bigint;
  endpoint: string;
  p256dh: Buffer;
  auth: Buffer;
  vapidKeyId: bigint;
  /** Age of the endpoint, and when it was set: a subscription renewed meanwhile is not ended. */
  subscriptionAgeMs: number;
  endpointSetAt: Date;
  /** Until nothing of this row may be posted any more, by the database's clock at the claim. */
  msLeft: number;
  /** Failures in a row of its push service and key, whatever process met them; 0 when it works. */
  originFailureCount: number;
  /** What personal texts take of the subscriber; null for a run that is the same for all. */
  person: Person | null;
}

export interface ClaimedBatch {
  rows: ClaimedRow[];
  /** Rows looked at, those included that were suppressed, expired or put off: 0 means nothing is due. */
  seenCount: number;
}

/** What the claim statements answer for each row looked at. */
export interface SeenRow extends Partial<Record<PersonalColumn, unknown>> {
  subscriber_id: bigint;
  state: number;
  origin_id: number;
  variant: number;
  attempts: number;
  fence: bigint;
  endpoint: string;
  p256dh: Buffer;
  auth: Buffer;
  vapid_key_id: bigint;
  age_ms: number;
  endpoint_set_at: Date;
  origin_failure_count: number;
  ms_left: number;
}

/**
 * Takes up to `limit` due rows of one shard for sending: one statement, so that what is sent is committed as
 * `sending` before (I3). In the same statement rows whose subscriber has left become suppressed (I7), rows past the
 * run's expiry expired (I6), and rows of a push service that is backed off are put off. Leases and fence follow the
 * database's clock; the fence is new for each claim, so that a late settle of an earlier one changes nothing (I5).
 * @param columns what the run's personal texts take of a subscriber: nothing is read that no text names
 */
export async function claimBatch(
  runId: bigint,
  shard: number,
  limit: number,
  columns: readonly PersonalColumn[] = [],
): Promise<ClaimedBatch> {
  const { rows } = await keyPool.query<SeenRow>({
    ...claimStatement(columns),
    values: [runId, shard, limit, Math.floor(Math.random() * COUNTER_SLOTS)],
  });
  countClaim(rows.length);
  return claimedBatch(rows, columns);
}

/** What a claim saw, as its caller is told of it. */
export function claimedBatch(rows: readonly SeenRow[], columns: readonly PersonalColumn[]): ClaimedBatch {
  return {
    seenCount: rows.length,
    rows: rows
      .filter((row) => row.state === 1)
      .map((row) => ({
        subscriberId: row.subscriber_id,
        originId: row.origin_id,
        variant: row.variant,
        attempts: row.attempts,
        fence: row.fence,
        endpoint: row.endpoint,
        p256dh: row.p256dh,
        auth: row.auth,
        vapidKeyId: row.vapid_key_id,
        subscriptionAgeMs: row.age_ms,
        endpointSetAt: row.endpoint_set_at,
        msLeft: row.ms_left,
        originFailureCount: row.origin_failure_count,
        person: columns.length > 0 ? personOf(row, columns) : null,
      })),
  };
}

function personOf(row: SeenRow, columns: readonly PersonalColumn[]): Person {
  return Object.fromEntries(columns.filter((name) => row[name] !== null).map((name) => [name, row[name]]));
}

const COLUMNS: readonly PersonalColumn[] = [
  ...(Object.keys(PERSONAL_FIELDS) as (keyof typeof PERSONAL_FIELDS)[]),
  'tags',
];

/** One prepared statement for each set of columns; without any, the plain one. */
function claimStatement(columns: readonly PersonalColumn[]): { name: string; text: string } {
  const wanted = COLUMNS.filter((name) => columns.includes(name));
  if (wanted.length === 0) return { name: 'claim-batch', text: CLAIM_SQL };
  const bits = wanted.reduce((sum, name) => sum + 2 ** COLUMNS.indexOf(name), 0);
  return { name: `claim-batch-${bits}`, text: claimSql(wanted.map((name) => `, s.${name}`).join('')) };
}

/**
 * The columns `paused_until`, `origin_failure_count`, `left_as` and `state` of a row that is due: what becomes of it.
 * They read `s`, the subscriber if there is one, and `os`, how the push service does.
 * @param due alias with `starts_at`
 * @param run alias with `expires_at` and `ttl_seconds`
 */
export function judgement(due: string, run: string): string {
  return `os.paused_until, COALESCE(os.consecutive_count, 0) AS origin_failure_count,
      CASE WHEN s.id IS NULL THEN 'erased' WHEN s.status <> 'active' THEN s.status::text END AS left_as,
      CASE
        WHEN s.id IS NULL OR s.status <> 'active' THEN 6
        WHEN ${rowExpiry(due, run)} < now() + interval '${MIN_SECONDS_LEFT} seconds' THEN 5
        WHEN os.paused_until > now() THEN 0
        ELSE 1
      END AS state`;
}

/** What belongs to the row of `deliveries` in one of the arrays of `listed`: the same for all, or a binary search. */
function at(array: string): string {
  return `listed.${array}[CASE cardinality(listed.${array}) WHEN 1 THEN 1 ELSE width_bucket(d.subscriber_id, listed.ids) END]`;
}

const STATE = at('states');

/**
 * Exported for the test that reads its plan. As in settle-batch.ts nothing is joined to the run's rows, of which
 * Postgres has no figures yet, and what is looked up is looked up by key (lateral, with a limit).
 */
export const CLAIM_SQL = claimSql('');

/** @param more columns of `s`, the subscriber, each with a comma before it */
function claimSql(more: string): string {
  return `
  WITH run AS (
    SELECT id, site_id, expires_at, ttl_seconds, belfry_id() AS fence FROM runs WHERE id = $1 AND status = 'running'
  ),
  due AS (
    SELECT d.subscriber_id, d.origin_id, d.starts_at FROM deliveries d
    WHERE d.run_id = $1 AND d.shard = $2 AND d.state = 0 AND d.due_at <= now() AND EXISTS (SELECT FROM run)
    ORDER BY d.due_at LIMIT $3 FOR UPDATE SKIP LOCKED
  ),
  judged AS (
    SELECT due.subscriber_id, ${judgement('due', 'run')}
    FROM due CROSS JOIN run
    LEFT JOIN LATERAL (
      SELECT * FROM subscribers WHERE id = due.subscriber_id AND site_id = run.site_id LIMIT 1
    ) s ON true
    LEFT JOIN origin_states os ON os.origin_id = s.origin_id AND os.vapid_key_id = s.vapid_key_id
  ),
  -- Parallel arrays, ascending by subscriber; of one entry when it is the same for all. Materialized: of a run whose
  -- rows Postgres takes for one they would be put together anew for each row.
  listed AS MATERIALIZED (
    SELECT array_agg(subscriber_id ORDER BY subscriber_id) AS ids,
      CASE WHEN min(state) = max(state) THEN ARRAY[min(state)] ELSE array_agg(state ORDER BY subscriber_id) END AS states,
      array_agg(left_as ORDER BY subscriber_id) AS reasons, array_agg(paused_until ORDER BY subscriber_id) AS pauses,
      CASE WHEN max(origin_failure_count) = 0 THEN ARRAY[0]
        ELSE array_agg(origin_failure_count ORDER BY subscriber_id) END AS failure_counts
    FROM judged
  ),
  seen AS (
    UPDATE deliveries d SET
      state = ${STATE},
      fence = CASE WHEN ${STATE} = 1 THEN run.fence ELSE d.fence END,
      lease_until = CASE WHEN ${STATE} = 1 THEN now() + interval '${LEASE_MS} milliseconds' END,
      attempts = LEAST(d.attempts + CASE WHEN ${STATE} = 1 THEN 1 ELSE 0 END, ${MAX_ATTEMPTS}),
      due_at = CASE WHEN ${STATE} = 0 THEN LEAST(${at('pauses')}, ${rowExpiry('d', 'run')}) ELSE d.due_at END,
      settled_at = CASE WHEN ${STATE} > 1 THEN now() END,
      reason = CASE ${STATE} WHEN 6 THEN ${at('reasons')} WHEN 5 THEN COALESCE(d.reason, 'expired') ELSE d.reason END
    FROM listed, run
    WHERE d.run_id = $1 AND d.subscriber_id = ANY(ARRAY(SELECT subscriber_id FROM due))
    RETURNING d.run_id, d.site_id, d.subscriber_id, d.origin_id, d.state, d.reason, d.variant, d.attempts, d.fence,
      ${at('failure_counts')} AS origin_failure_count, ${rowExpiry('d', 'run')} AS expires_at
  ),
  changed AS (SELECT run_id, site_id, subscriber_id, origin_id, state, reason FROM seen WHERE state > 1),
  ${rollupCtes('$4')}
  SELECT seen.subscriber_id, state, seen.origin_id, variant, attempts, fence, s.endpoint, s.p256dh, s.auth,
    s.vapid_key_id, s.endpoint_set_at, origin_failure_count${more},
    (extract(epoch FROM now() - s.endpoint_set_at) * 1000)::float8 AS age_ms,
    (extract(epoch FROM expires_at - now()) * 1000)::float8 AS ms_left
  FROM seen LEFT JOIN LATERAL (
    SELECT * FROM subscribers WHERE id = seen.subscriber_id AND site_id = seen.site_id AND seen.state = 1 LIMIT 1
  ) s ON true`;
}
