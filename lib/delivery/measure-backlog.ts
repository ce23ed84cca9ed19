import { pool } from '@/lib/platform/db';
import type { DeliveryGauges } from '@/lib/platform/metrics';

/** So many running runs are looked into, oldest first: the cost of a scrape has a bound. */
const MAX_RUNS = 500;

interface Row {
  runs: Record<string, number>;
  lanes: { lane: string; open_count: number; oldest_due_seconds: number }[];
  paused: { origin: string; is_fault: boolean; count: number }[];
}

/**
 * What is left to send over all tenants, for the operator's metrics: counts and ages only. Reads counters and one index
 * entry of each shard, never the rows themselves.
 */
export async function measureBacklog(): Promise<DeliveryGauges> {
  const { rows } = await pool.query<Row>({ name: 'measure-backlog', text: BACKLOG_SQL, values: [MAX_RUNS] });
  const { runs = {}, lanes = [], paused = [] } = rows[0] ?? {};
  return {
    runs: { running: 0, paused: 0, cancelled: 0, ...runs },
    lanes: ['bulk', 'priority'].map((lane) => {
      const found = lanes.find((each) => each.lane === lane);
      return { lane, openCount: found?.open_count ?? 0, oldestDueSeconds: found?.oldest_due_seconds ?? 0 };
    }),
    paused: paused.map(({ origin, is_fault, count }) => ({
      hostname: new URL(origin).hostname,
      cause: is_fault ? 'fault' : 'backed_off',
      count,
    })),
  };
}

/** Exported for the test that reads its plan. */
export const BACKLOG_SQL = `
  WITH open AS (
    SELECT id, status, lane, shard_count FROM runs WHERE finished_at IS NULL
  ),
  running AS (SELECT id, lane, shard_count FROM open WHERE status = 'running' ORDER BY id LIMIT $1),
  measured AS (
    SELECT r.lane, counted.open_count, due.oldest_at FROM running r
    CROSS JOIN LATERAL (
      SELECT COALESCE(sum(planned_count - accepted_count - gone_count - rejected_count - expired_count
        - suppressed_count - unknown_count), 0) AS open_count
      FROM run_counters WHERE run_id = r.id
    ) counted
    CROSS JOIN LATERAL (
      SELECT min(first.due_at) AS oldest_at FROM generate_series(0, r.shard_count - 1) AS s (number)
      CROSS JOIN LATERAL (
        SELECT d.due_at FROM deliveries d
        WHERE d.run_id = r.id AND d.shard = s.number AND d.state = 0 AND d.due_at <= now() ORDER BY d.due_at LIMIT 1
      ) first
    ) due
  )
  SELECT
    (SELECT COALESCE(jsonb_object_agg(status, count), '{}')
      FROM (SELECT status::text, count(*) FROM open GROUP BY status) s) AS runs,
    (SELECT COALESCE(jsonb_agg(l), '[]') FROM (
      SELECT lane::text, sum(open_count) AS open_count,
        COALESCE(max(extract(epoch FROM now() - oldest_at)), 0) AS oldest_due_seconds
      FROM measured GROUP BY lane) l) AS lanes,
    (SELECT COALESCE(jsonb_agg(p), '[]') FROM (
      SELECT o.origin, s.fault_reason IS NOT NULL AS is_fault, count(*) FROM origin_states s
      JOIN push_origins o ON o.id = s.origin_id
      WHERE s.paused_until > now() OR s.fault_reason IS NOT NULL GROUP BY 1, 2) p) AS paused`;
