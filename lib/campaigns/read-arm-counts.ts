import { pool } from '@/lib/platform/db';
import { ARM_SLOTS, HELD_OUT_SLOT } from './arm-slots';

export interface ArmCounts {
  planned: number;
  /** Without a terminal state yet. */
  pending: number;
  accepted: number;
  shown: number;
  clicked: number;
  /** Browsers that reached the goal of the test after a click; null: it has none. */
  converted: number | null;
}

/**
 * What became of each variant of a test run, and how many are in its hold-out group; from the run's counters, a few
 * dozen rows whatever the audience.
 * @param armCount variants; each has an entry, also while it has no rows
 * @param goalId whose conversions are counted, too; null: none
 */
export async function readArmCounts(
  siteId: bigint,
  runId: bigint,
  armCount: number,
  goalId: bigint | null = null,
): Promise<{ arms: ArmCounts[]; heldOutCount: number }> {
  const { rows } = await pool.query<Omit<ArmCounts, 'converted'> & { arm: number | null }>({
    name: 'read-arm-counts',
    text: `
      SELECT CASE WHEN c.slot <> ${HELD_OUT_SLOT} THEN c.slot / ${ARM_SLOTS} / GREATEST(cardinality(r.languages), 1) END AS arm,
        sum(c.planned_count)::int AS planned, sum(c.accepted_count)::int AS accepted, sum(c.shown_count)::int AS shown,
        sum(c.clicked_count)::int AS clicked,
        sum(c.planned_count - c.accepted_count - c.gone_count - c.rejected_count - c.expired_count - c.suppressed_count
          - c.unknown_count)::int AS pending
      FROM runs r JOIN run_counters c ON c.run_id = r.id WHERE r.id = $1 AND r.site_id = $2 GROUP BY 1`,
    values: [runId, siteId],
  });
  const converted = goalId === null ? null : await readConversions(siteId, runId, goalId);
  const of = (arm: number | null) => rows.find((row) => row.arm === arm);
  return {
    arms: Array.from({ length: armCount }, (_, arm) => {
      const { arm: _arm, ...counts } = { ...NOTHING, arm, ...of(arm) };
      return { ...counts, converted: converted && (converted.get(arm) ?? 0) };
    }),
    heldOutCount: of(null)?.planned ?? 0,
  };
}

const NOTHING = { planned: 0, pending: 0, accepted: 0, shown: 0, clicked: 0 };

/** Exported for the test that reads its plan. A browser counts once, however often it reached the goal. */
export const CONVERSIONS_SQL = `
  SELECT a.variant / GREATEST(cardinality(r.languages), 1) AS arm, count(DISTINCT a.subscriber_id)::int AS converted
  FROM runs r JOIN attributions a ON a.campaign_id = r.campaign_id AND a.goal_id = $3 AND a.run_id = r.id AND a.site_id = r.site_id
  WHERE r.id = $1 AND r.site_id = $2 GROUP BY 1`;

async function readConversions(siteId: bigint, runId: bigint, goalId: bigint): Promise<Map<number, number>> {
  const { rows } = await pool.query<{ arm: number; converted: number }>(CONVERSIONS_SQL, [runId, siteId, goalId]);
  return new Map(rows.map(({ arm, converted }) => [arm, converted]));
}
