import { pool } from '@/lib/platform/db';
import { ARM_SLOTS, HELD_OUT_SLOT } from './arm-slots';

export interface ArmCounts {
  planned: number;
  /** Without a terminal state yet. */
  pending: number;
  accepted: number;
  shown: number;
  clicked: number;
}

/**
 * What became of each variant of a test run, and how many are in its hold-out group; from the run's counters, a few
 * dozen rows whatever the audience.
 * @param armCount variants; each has an entry, also while it has no rows
 */
export async function readArmCounts(
  siteId: bigint,
  runId: bigint,
  armCount: number,
): Promise<{ arms: ArmCounts[]; heldOutCount: number }> {
  const { rows } = await pool.query<ArmCounts & { arm: number | null }>({
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
  const of = (arm: number | null) => rows.find((row) => row.arm === arm);
  return {
    arms: Array.from({ length: armCount }, (_, arm) => {
      const { arm: _arm, ...counts } = { ...NOTHING, arm, ...of(arm) };
      return counts;
    }),
    heldOutCount: of(null)?.planned ?? 0,
  };
}

const NOTHING: ArmCounts = { planned: 0, pending: 0, accepted: 0, shown: 0, clicked: 0 };
