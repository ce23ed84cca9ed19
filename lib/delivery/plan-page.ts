import { ARM_SLOTS, HELD_OUT_REASON, HELD_OUT_SLOT } from '@/lib/campaigns/arm-slots';
import { languageVariantSql } from '@/lib/campaigns/language-variant-sql';
import type { FrozenAudience } from '@/lib/contracts/campaigns';
import type { LocalTimeSchedule } from '@/lib/contracts/schedules';
import { pool } from '@/lib/platform/db';
import { compileFrozenAudience } from '@/lib/segments/compile-frozen-audience';
import { COUNTER_SLOTS, rollupCtes } from './rollup';
import { zoneStart } from './zone-start';

export const PLAN_PAGE_SIZE = 5_000;

/** How a run divides its audience; frozen with it. */
export interface Split {
  /** Run whose id the places are drawn with: for a test's winner, that of the test. */
  seed: bigint;
  /** Ascending bounds of the variants' places. Who is above the last one waits for the winner. */
  cuts: number[];
  /** Who is below the first bound gets nothing, and is written down; else they are another run's. */
  hasHeldOut: boolean;
}

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
 * @param split given, each subscriber's place decides which variant they get, or whether they get one
 * @returns null when there is nothing left to plan
 */
export async function planPage(
  runId: bigint,
  siteId: bigint,
  audience: FrozenAudience,
  pageSize: number = PLAN_PAGE_SIZE,
  localTime: LocalTimeSchedule | null = null,
  split: Split | null = null,
): Promise<PlannedPage | null> {
  if (localTime) await resolveZones(runId, siteId, audience, pageSize, localTime);
  const { text, params } = planPageQuery(runId, siteId, audience, pageSize, localTime !== null, split);
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
  split: Split | null = null,
) {
  const params: unknown[] = [runId, siteId, pageSize];
  const matches = compileFrozenAudience(audience, params);
  const zones = isLocalTime ? ZONES : NO_ZONES;
  const arms = split ? armsSql(split, params) : NO_ARMS;
  const isLeftOut = `run.status = 'cancelled' OR ${arms.isHeldOut} OR ${zones.isSkipped}`;
  const text = `
  WITH run AS (
    SELECT id, site_id, status, cursor_subscriber_id, bound_subscriber_id, shard_count, languages
    FROM runs WHERE id = $1 AND site_id = $2 AND planned_at IS NULL FOR UPDATE
  ),
  page AS (
    SELECT s.id, s.origin_id, s.language${zones.column}${arms.column} FROM subscribers s
    WHERE s.site_id = $2 AND s.id > (SELECT cursor_subscriber_id FROM run)
      AND s.id <= (SELECT bound_subscriber_id FROM run) AND ${matches}
    ORDER BY s.id LIMIT $3
  ),
  bounds AS (SELECT count(*) AS size, max(id) AS last FROM page),
  made AS (
    INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, variant, state, reason, settled_at${zones.into})
    SELECT run.id, page.id, run.site_id, page.origin_id, page.id % run.shard_count,
      ${arms.firstVariant}${languageVariantSql('run.languages', 'page.language')},
      CASE WHEN ${isLeftOut} THEN 6 ELSE 0 END,
      CASE WHEN ${arms.isHeldOut} THEN '${HELD_OUT_REASON}' WHEN run.status = 'cancelled' THEN 'cancelled'
        WHEN ${zones.isSkipped} THEN 'time_passed' END,
      CASE WHEN ${isLeftOut} THEN now() END${zones.starts}
    FROM page CROSS JOIN run ${zones.join} ${arms.where}
    ON CONFLICT DO NOTHING
    RETURNING run_id, site_id, subscriber_id, origin_id, state, reason, variant
  ),
  -- The hold-out group is counted apart: nothing failed, and nobody is to be told that it did.
  changed AS (SELECT * FROM made WHERE state = 6 AND reason <> '${HELD_OUT_REASON}'),
  ${rollupCtes('0')},
  planned AS (
    INSERT INTO run_counters AS c (run_id, slot, site_id, planned_count, suppressed_count)
    SELECT run_id, ${arms.slot}, site_id, count(*), count(*) FILTER (WHERE reason = '${HELD_OUT_REASON}')
    FROM made GROUP BY 1, 2, 3 ORDER BY 1, 2
    ON CONFLICT (run_id, slot) DO UPDATE SET planned_count = c.planned_count + excluded.planned_count,
      suppressed_count = c.suppressed_count + excluded.suppressed_count
  )${zones.counted}
  UPDATE runs SET
    cursor_subscriber_id = CASE WHEN bounds.size < $3 THEN runs.bound_subscriber_id ELSE bounds.last END,
    audience_count = runs.audience_count + (SELECT count(*) FROM made)${arms.rest},
    planned_at = CASE WHEN bounds.size < $3 THEN now() END
  FROM run, bounds
  WHERE runs.id = run.id
  RETURNING (SELECT count(*) FROM made) AS planned_count, runs.cursor_subscriber_id AS cursor,
    runs.planned_at IS NOT NULL AS is_complete`;
  return { text, params };
}

const NO_ARMS = { column: '', isHeldOut: 'false', firstVariant: '', where: '', slot: `${COUNTER_SLOTS}`, rest: '' };

/** 0 is below the first bound, 1 the first variant; above the last variant is who waits for the winner. */
function armsSql({ seed, cuts, hasHeldOut }: Split, params: unknown[]) {
  const column = `, width_bucket(belfry_place($${params.push(seed)}, s.id), $${params.push(cuts)}::int[]) AS arm`;
  const armCount = cuts.length - 1;
  const slot = `${COUNTER_SLOTS} + ${ARM_SLOTS} * variant`;
  return {
    column,
    isHeldOut: 'page.arm = 0',
    firstVariant: 'GREATEST(page.arm - 1, 0) * GREATEST(cardinality(run.languages), 1) + ',
    where: `WHERE page.arm BETWEEN ${hasHeldOut ? 0 : 1} AND ${armCount}`,
    slot: `CASE WHEN reason = '${HELD_OUT_REASON}' THEN ${HELD_OUT_SLOT} ELSE ${slot} END`,
    rest: `,
    rest_count = runs.rest_count + (SELECT count(*) FROM page WHERE arm > ${armCount})`,
  };
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
    FROM (SELECT page.timezone, count(*) FROM made JOIN page ON page.id = made.subscriber_id
      WHERE made.reason IS DISTINCT FROM '${HELD_OUT_REASON}' GROUP BY 1) by_zone
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
