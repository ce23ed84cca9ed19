import { pool } from '@/lib/platform/db';

/**
 * What the counters of a run and its rows say, for the invariant that both are equal (delivery.md I8). Reads every
 * row of the run: for checks, not for pages.
 */
export async function compareCounters(runId: bigint): Promise<{ counters: FunnelCounts; rows: FunnelCounts }> {
  const [counters, rows] = await Promise.all([
    pool.query<FunnelCounts>(
      `SELECT ${NAMES.map((name) => `coalesce(sum(${name}_count), 0)::int AS ${name}`).join(', ')}
       FROM run_counters WHERE run_id = $1`,
      [runId],
    ),
    pool.query<FunnelCounts>(
      `SELECT count(*)::int AS planned, ${STATES.map((name, i) => `count(*) FILTER (WHERE state = ${i + 2})::int AS ${name}`).join(', ')},
         ${MARKS.map((name) => `count(${name}_at)::int AS ${name}`).join(', ')}
       FROM deliveries WHERE run_id = $1`,
      [runId],
    ),
  ]);
  return { counters: first(counters.rows), rows: first(rows.rows) };
}

const STATES = ['accepted', 'gone', 'rejected', 'expired', 'suppressed', 'unknown'] as const;
const MARKS = ['received', 'shown', 'clicked', 'dismissed'] as const;
const NAMES = ['planned', ...STATES, ...MARKS] as const;
export type FunnelCounts = Record<(typeof NAMES)[number], number>;

function first(rows: FunnelCounts[]): FunnelCounts {
  const [row] = rows;
  if (!row) throw new Error('an aggregate gave no row');
  return row;
}
