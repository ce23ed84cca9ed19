import { languageVariantSql } from '@/lib/campaigns/language-variant-sql';
import type { FrozenAudience } from '@/lib/contracts/campaigns';
import type { LocalTimeSchedule } from '@/lib/contracts/schedules';
import { pool } from '@/lib/platform/db';
import { compileFrozenAudience } from '@/lib/segments/compile-frozen-audience';
import { COUNTER_SLOTS, rollupCtes } from './rollup';
import { zoneStart } from './zone-start';

export const PLAN_PAGE_SIZE = 5_000;

export interface PlannedPage {
  /** Rows made by this page. */
  plannedCount: number;
  /** Everything up to this subscriber is planned. */
  cursor: bigint;
  /** The whole audience is planned. */
  isComplete: boolean;
}

/**
 * Plans the next subscribers of a run: one statement that locks the run, inserts their deliveries, moves the cursor
 * and counts. Run twice, or by two workers at once, it makes no row twice (I2); killed, it leaves nothing half done.
 * A cancelled run's rows are made as suppressed, so that its states still add up to its audience.
 * @param localTime given, each row starts at its subscriber's own time, and is due then
 * @returns null when there is nothing left to plan
 */
export async function planPage(
  runId: bigint,
  siteId: bigint,
  audience: FrozenAudience,
  pageSize: number = PLAN_PAGE_SIZE,
  localTime: LocalTimeSchedule | null = null,
): Promise<PlannedPage | null> {
  if (localTime) await resolveZones(runId, siteId, audience, pageSize, localTime);
  const { text, params } = planPageQuery(runId, siteId, audience, pageSize, localTime !== null);
  const result = await pool.query<{ planned_count: bigint; cursor: bigint; is_complete: boolean }>(text, params);
  const row = result.rows[0];
  return row ? { plannedCount: Number(row.planned_count), cursor: row.cursor, isComplete: row.is_complete } : null;
}

/** Exported for the test that reads its plan. */
export function planPageQuery(
  runId: bigint,
  siteId: bigint,
  audience: FrozenAudience,
  pageSize: number,
  isLocalTime = false,
) {
  const params: unknown[] = [runId, siteId, pageSize];
  const matches = compileFrozenAudience(audience, params);
  const zones = isLocalTime ? ZONES : NO_ZONES;
  const text = `
  WITH run AS (
    SELECT id, site_id, status, cursor_subscriber_id, bound_subscriber_id, shard_count, languages
    FROM runs WHERE id = $1 AND site_id = $2 AND planned_at IS NULL FOR UPDATE
  ),
  page AS (
    SELECT s.id, s.origin_id, s.language${zones.column} FROM subscribers s
    WHERE s.site_id = $2 AND s.id > (SELECT cursor_subscriber_id FROM run)
      AND s.id <= (SELECT bound_subscriber_id FROM run) AND ${matches}
    ORDER BY s.id LIMIT $3
  ),
  bounds AS (SELECT count(*) AS size, max(id) AS last FROM page),
  made AS (
    INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, variant, state, reason, settled_at${zones.into})
    SELECT run.id, page.id, run.site_id, page.origin_id, page.id % run.shard_count, ${languageVariantSql('run.languages', 'page.language')},
      CASE WHEN run.status = 'cancelled' OR ${zones.isSkipped} THEN 6 ELSE 0 END,
      CASE WHEN run.status = 'cancelled' THEN 'cancelled' WHEN ${zones.isSkipped} THEN 'time_passed' END,
      CASE WHEN run.status = 'cancelled' OR ${zones.isSkipped} THEN now() END${zones.starts}
    FROM page CROSS JOIN run ${zones.join}
    ON CONFLICT DO NOTHING
    RETURNING run_id, site_id, subscriber_id, origin_id, state, reason
  ),
  changed AS (SELECT * FROM made WHERE state = 6),
  ${rollupCtes('0')},
  planned AS (
    INSERT INTO run_counters AS c (run_id, slot, site_id, planned_count)
    SELECT run_id, ${COUNTER_SLOTS}, site_id, count(*) FROM made GROUP BY run_id, site_id
    ON CONFLICT (run_id, slot) DO UPDATE SET planned_count = c.planned_count + excluded.planned_count
  )${zones.counted}
  UPDATE runs SET
    cursor_subscriber_id = CASE WHEN bounds.size < $3 THEN runs.bound_subscriber_id ELSE bounds.last END,
    audience_count = runs.audience_count + (SELECT count(*) FROM made),
    planned_at = CASE WHEN bounds.size < $3 THEN now() END
  FROM run, bounds
  WHERE runs.id = run.id
  RETURNING (SELECT count(*) FROM made) AS planned_count, runs.cursor_subscriber_id AS cursor,
    runs.planned_at IS NOT NULL AS is_complete`;
  return { text, params };
}

const NO_ZONES = { column: '', into: '', isSkipped: 'false', starts: '', join: '', counted: '' };

/** A zone that came into the page a moment ago has the fallback's time. */
const START = 'CASE WHEN z.run_id IS NULL THEN f.starts_at ELSE z.starts_at END';

/** In local time a row is due at its zone's start, or skipped with it. */
const ZONES = {
  column: ", COALESCE(s.timezone, '') AS timezone",
  into: ', starts_at, due_at',
  isSkipped: `(${START}) IS NULL`,
  starts: `, ${START}, COALESCE(${START}, now())`,
  join: `LEFT JOIN run_zones z ON z.run_id = $1 AND z.timezone = page.timezone
    LEFT JOIN run_zones f ON f.run_id = $1 AND f.timezone = ''`,
  counted: `,
  zoned AS (
    UPDATE run_zones z SET planned_count = z.planned_count + by_zone.count
    FROM (SELECT page.timezone, count(*) FROM made JOIN page ON page.id = made.subscriber_id GROUP BY 1) by_zone
    WHERE z.run_id = $1 AND z.timezone = by_zone.timezone
  )`,
};

/** Makes known when the run starts in the time zones of its next page. What is known already stays. */
async function resolveZones(
  runId: bigint,
  siteId: bigint,
  audience: FrozenAudience,
  pageSize: number,
  localTime: LocalTimeSchedule,
): Promise<void> {
  const params: unknown[] = [runId, siteId, pageSize];
  const matches = compileFrozenAudience(audience, params);
  const { rows } = await pool.query<{ timezone: string; launched_at: Date }>(
    `WITH run AS (SELECT created_at, cursor_subscriber_id, bound_subscriber_id FROM runs WHERE id = $1 AND site_id = $2),
     page AS (
       SELECT COALESCE(s.timezone, '') AS timezone FROM subscribers s
       WHERE s.site_id = $2 AND s.id > (SELECT cursor_subscriber_id FROM run)
         AND s.id <= (SELECT bound_subscriber_id FROM run) AND ${matches}
       ORDER BY s.id LIMIT $3
     )
     SELECT timezone, (SELECT created_at FROM run) AS launched_at FROM (SELECT timezone FROM page UNION SELECT '') AS zones
     WHERE timezone NOT IN (SELECT timezone FROM run_zones WHERE run_id = $1)`,
    params,
  );
  if (rows.length === 0) return;
  await pool.query(
    `INSERT INTO run_zones (run_id, site_id, timezone, starts_at)
     SELECT $1::bigint, $2::bigint, * FROM unnest($3::text[], $4::timestamptz[]) ORDER BY 3 ON CONFLICT DO NOTHING`,
    [
      runId,
      siteId,
      rows.map((row) => row.timezone),
      rows.map((row) => zoneStart(localTime, row.timezone, row.launched_at)),
    ],
  );
}
