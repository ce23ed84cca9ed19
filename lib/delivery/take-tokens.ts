import { pool } from '@/lib/platform/db';

/** What was not used for so long is lost: a run that waited does not make up for it in a burst. */
const BURST_SECONDS = 1;

export interface TokenGrant {
  /** So many messages may be posted now. */
  count: number;
  /** Until the next one may be, in milliseconds. */
  waitMs: number;
}

/**
 * Takes leave to post up to `limit` messages of a throttled run: virtual scheduling on one row that all senders of the
 * run share, so that the pace holds whatever the number of workers, and survives them. By the database's clock.
 * @returns `limit` when the run has no throttle (any more)
 */
export async function takeTokens(runId: bigint, limit: number): Promise<TokenGrant> {
  const take = async () => {
    const { rows } = await pool.query<{ granted_count: number; wait_ms: number }>({
      name: 'take-tokens',
      text: TAKE_SQL,
      values: [runId, limit],
    });
    return rows[0];
  };
  const row = (await take()) ?? ((await makeRow(runId)) ? await take() : undefined);
  return row ? { count: row.granted_count, waitMs: Math.max(0, row.wait_ms) } : { count: limit, waitMs: 0 };
}

/** Gives back what was taken and not posted. */
export async function returnTokens(runId: bigint, count: number): Promise<void> {
  await pool.query({
    name: 'return-tokens',
    text: `UPDATE run_throttles t SET next_at = t.next_at - $2 * ${STEP}
      FROM runs r WHERE t.run_id = $1 AND r.id = t.run_id AND r.throttle_per_minute IS NOT NULL`,
    values: [runId, count],
  });
}

/** Time between two messages. */
const STEP = `(interval '1 minute' / r.throttle_per_minute)`;
/**
 * A message puts the next one off by one step, so that what lies further ahead was left by a slower pace: by a sender
 * that had read it just before it was changed. The second is for senders that wait for each other here.
 */
const AHEAD = `now() + ${STEP} + interval '1 second'`;
const BASE = `GREATEST(LEAST(t.next_at, ${AHEAD}), now() - interval '${BURST_SECONDS} seconds')`;
const GRANTED = `CASE WHEN ${BASE} > now() THEN 0
  ELSE LEAST($2::int, floor(extract(epoch FROM now() - ${BASE}) / extract(epoch FROM ${STEP}))::int + 1) END`;

const TAKE_SQL = `
  UPDATE run_throttles t SET granted_count = ${GRANTED}, next_at = ${BASE} + ${GRANTED} * ${STEP}
  FROM runs r WHERE t.run_id = $1 AND r.id = t.run_id AND r.throttle_per_minute IS NOT NULL
  RETURNING t.granted_count, (extract(epoch FROM t.next_at - now()) * 1000)::float8 AS wait_ms`;

async function makeRow(runId: bigint): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO run_throttles (run_id, site_id)
     SELECT id, site_id FROM runs WHERE id = $1 AND throttle_per_minute IS NOT NULL ON CONFLICT DO NOTHING`,
    [runId],
  );
  if (rowCount) return true;
  const { rowCount: known } = await pool.query('SELECT FROM run_throttles WHERE run_id = $1', [runId]);
  return known === 1;
}
