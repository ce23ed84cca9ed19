import { ARM_SLOTS, HELD_OUT_REASON, HELD_OUT_SLOT } from '@/lib/campaigns/arm-slots';
import { languageVariantSql } from '@/lib/campaigns/language-variant-sql';
import type { FrozenAudience } from '@/lib/contracts/campaigns';
import type { OwnTimes } from '@/lib/contracts/schedules';
import { pool } from '@/lib/platform/db';
import { compileFrozenAudience } from '@/lib/segments/compile-frozen-audience';
import { resolveTimes, timesSql } from './plan-times';
import { COUNTER_SLOTS, rollupCtes } from './rollup';

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
 * @param times given, each row starts at its subscriber's own time, and is due then
 * @param split given, each subscriber's place decides which variant they get, or whether they get one
 * @returns null when there is nothing left to plan
 */
export async function planPage(
  runId: bigint,
  siteId: bigint,
  audience: FrozenAudience,
  pageSize: number = PLAN_PAGE_SIZE,
  times: OwnTimes | null = null,
  split: Split | null = null,
): Promise<PlannedPage | null> {
  for (;;) {
    const cursor = times ? await resolveTimes(runId, siteId, audience, pageSize, times) : null;
    if (times && cursor === null) return null;
    const page = await runQuery(planPageQuery(runId, siteId, audience, pageSize, times, split, cursor));
    // Another worker was faster: the starts of the page that is next now are not known yet.
    if (page || !times) return page;
  }
}

async function runQuery({ text, params }: { text: string; params: unknown[] }): Promise<PlannedPage | null> {
  const result = await pool.query<{ planned_count: bigint; cursor: bigint; is_complete: boolean }>(text, params);
  const row = result.rows[0];
  return row ? { plannedCount: Number(row.planned_count), cursor: row.cursor, isComplete: row.is_complete } : null;
}

/**
 * Exported for the test that reads its plan.
 * @param cursor given, only the page after it is planned
 */
export function planPageQuery(
  runId: bigint,
  siteId: bigint,
  audience: FrozenAudience,
  pageSize: number,
  times: OwnTimes | null = null,
  split: Split | null = null,
  cursor: bigint | null = null,
) {
  const params: unknown[] = [runId, siteId, pageSize];
  const matches = compileFrozenAudience(audience, params);
  const own = timesSql(times, params);
  const isNext = cursor === null ? '' : ` AND cursor_subscriber_id = $${params.push(cursor)}`;
  const arms = split ? armsSql(split, params) : NO_ARMS;
  const isLeftOut = `run.status = 'cancelled' OR ${arms.isHeldOut} OR ${own.isSkipped}`;
  const text = `
  WITH run AS (
    SELECT id, site_id, status, cursor_subscriber_id, bound_subscriber_id, shard_count, languages
    FROM runs WHERE id = $1 AND site_id = $2 AND planned_at IS NULL${isNext} FOR UPDATE
  ),
  page AS (
    ${own.page(`SELECT s.id, s.origin_id, s.language${own.column}${arms.column} FROM subscribers s
    WHERE s.site_id = $2 AND s.id > (SELECT cursor_subscriber_id FROM run)
      AND s.id <= (SELECT bound_subscriber_id FROM run) AND ${matches}
    ORDER BY s.id LIMIT $3`)}
  ),
  bounds AS (SELECT count(*) AS size, max(id) AS last FROM page),
  made AS (
    INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, variant, state, reason, settled_at${own.into})
    SELECT run.id, page.id, run.site_id, page.origin_id, page.id % run.shard_count,
      ${arms.firstVariant}${languageVariantSql('run.languages', 'page.language')},
      CASE WHEN ${isLeftOut} THEN 6 ELSE 0 END,
      CASE WHEN ${arms.isHeldOut} THEN '${HELD_OUT_REASON}' WHEN run.status = 'cancelled' THEN 'cancelled'
        WHEN ${own.isSkipped} THEN 'time_passed' END,
      CASE WHEN ${isLeftOut} THEN now() END${own.starts}
    FROM page CROSS JOIN run ${own.join} ${arms.where}
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
  )${own.counted}
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
