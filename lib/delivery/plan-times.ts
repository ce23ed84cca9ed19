import { HELD_OUT_REASON } from '@/lib/campaigns/arm-slots';
import type { FrozenAudience } from '@/lib/contracts/campaigns';
import type { OwnTimes } from '@/lib/contracts/schedules';
import { pool } from '@/lib/platform/db';
import { compileFrozenAudience } from '@/lib/segments/compile-frozen-audience';
import { bestTimeStart, NO_HOUR } from './best-time-start';
import { zoneStart } from './zone-start';

/** What the planning statement needs for rows that start at times of their own. */
export interface TimesSql {
  /** Taken of `s`, the subscriber, into the page. */
  column: string;
  /** Makes the page of what was taken: with `timezone` and `hour`, by which its rows find their start. */
  page: (taken: string) => string;
  into: string;
  isSkipped: string;
  starts: string;
  join: string;
  counted: string;
}

const NO_TIMES: TimesSql = {
  column: '',
  page: (taken) => taken,
  into: '',
  isSkipped: 'false',
  starts: '',
  join: '',
  counted: '',
};

/** A zone (or hour) that came into the page a moment ago has the fallback's time. */
const START = 'CASE WHEN z.run_id IS NULL THEN f.starts_at ELSE z.starts_at END';

/** A row is due at its zone's start, or skipped with it. */
const TIMES = {
  column: ", COALESCE(s.timezone, '') AS timezone",
  into: ', starts_at, due_at',
  isSkipped: `(${START}) IS NULL`,
  starts: `, ${START}, COALESCE(${START}, now())`,
  join: `LEFT JOIN run_zones z ON z.run_id = $1 AND z.timezone = page.timezone AND z.hour = page.hour
    LEFT JOIN run_zones f ON f.run_id = $1 AND f.timezone = '' AND f.hour = ${NO_HOUR}`,
  counted: `,
  zoned AS (
    UPDATE run_zones z SET planned_count = z.planned_count + by_zone.count
    FROM (SELECT page.timezone, page.hour, count(*) FROM made JOIN page ON page.id = made.subscriber_id
      WHERE made.reason IS DISTINCT FROM '${HELD_OUT_REASON}' GROUP BY 1, 2) by_zone
    WHERE z.run_id = $1 AND z.timezone = by_zone.timezone AND z.hour = by_zone.hour
  )`,
};

/** @param params what is needed is pushed to it: `$1` is the run, `$2` the site */
export function timesSql(times: OwnTimes | null, params: unknown[]): TimesSql {
  if (times === null) return NO_TIMES;
  if (times.kind === 'local_time')
    return { ...TIMES, page: (taken) => `SELECT *, ${NO_HOUR} AS hour FROM (${taken}) p` };
  const siteHour = `$${params.push(times.siteHour)}::int`;
  return {
    ...TIMES,
    column: ", COALESCE(s.timezone, '') AS zone",
    // By key (lateral, with a limit): a join might read every hour of the site for each page.
    page: (taken) => `SELECT p.*, COALESCE(own.hour, ${siteHour}, ${NO_HOUR}) AS hour,
      CASE WHEN own.hour IS NULL AND ${siteHour} IS NULL THEN '' WHEN own.is_utc THEN 'UTC' ELSE p.zone END AS timezone
      FROM (${taken}) p LEFT JOIN LATERAL (
        SELECT hour::int AS hour, is_utc FROM active_hours WHERE subscriber_id = p.id AND site_id = $2 AND is_own LIMIT 1
      ) own ON true`,
  };
}

/**
 * Makes known when the run starts for the zones and hours of its next page. What is known already stays.
 * @returns the subscriber after which that page begins; null: the run is planned
 */
export async function resolveTimes(
  runId: bigint,
  siteId: bigint,
  audience: FrozenAudience,
  pageSize: number,
  times: OwnTimes,
): Promise<bigint | null> {
  const params: unknown[] = [runId, siteId, pageSize];
  const matches = compileFrozenAudience(audience, params);
  const { column, page } = timesSql(times, params);
  const taken = `SELECT s.id, s.origin_id, s.language${column} FROM subscribers s
       WHERE s.site_id = $2 AND s.id > (SELECT cursor_subscriber_id FROM run)
         AND s.id <= (SELECT bound_subscriber_id FROM run) AND ${matches}
       ORDER BY s.id LIMIT $3`;
  const { rows } = await pool.query<{ cursor: bigint; launched_at: Date; timezone: string | null; hour: number }>(
    `WITH run AS (
       SELECT created_at, cursor_subscriber_id, bound_subscriber_id FROM runs
       WHERE id = $1 AND site_id = $2 AND planned_at IS NULL
     ),
     page AS (${page(taken)}),
     unknown AS (
       SELECT timezone, hour FROM (SELECT timezone, hour FROM page UNION SELECT '', ${NO_HOUR}) AS wanted
       WHERE (timezone, hour) NOT IN (SELECT timezone, hour FROM run_zones WHERE run_id = $1)
     )
     SELECT cursor_subscriber_id AS cursor, created_at AS launched_at, timezone, hour FROM run LEFT JOIN unknown ON true
     -- Zone by zone, so that one clock serves its hours.
     ORDER BY timezone`,
    params,
  );
  const starts = rows.flatMap(({ timezone, hour, launched_at: launchedAt }) =>
    timezone === null ? [] : [{ timezone, hour, startsAt: startOf(times, timezone, hour, launchedAt) }],
  );
  if (starts.length > 0) {
    await pool.query(
      `INSERT INTO run_zones (run_id, site_id, timezone, hour, starts_at)
       SELECT $1::bigint, $2::bigint, * FROM unnest($3::text[], $4::int[], $5::timestamptz[]) ORDER BY 3, 4 ON CONFLICT DO NOTHING`,
      [
        runId,
        siteId,
        starts.map((one) => one.timezone),
        starts.map((one) => one.hour),
        starts.map((one) => one.startsAt),
      ],
    );
  }
  return rows[0]?.cursor ?? null;
}

function startOf(times: OwnTimes, timezone: string, hour: number, launchedAt: Date): Date | null {
  return times.kind === 'local_time'
    ? zoneStart(times, timezone, launchedAt)
    : bestTimeStart(times.fallbackTimezone, timezone, hour, launchedAt);
}
