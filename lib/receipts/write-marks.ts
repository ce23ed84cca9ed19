import { ARM_SLOTS } from '@/lib/campaigns/arm-slots';
import { COUNTER_SLOTS } from '@/lib/delivery/rollup';
import { pool } from '@/lib/platform/db';
import type { ReceiptCounts } from '@/lib/platform/metrics';
import { outboxInsert } from '@/lib/platform/webhook-outbox';
import type { ReceiptMark } from './receipt-marks';

/** Slots of run_counters above those of senders and planner, so that none waits for the other's row. */
const FIRST_SLOT = COUNTER_SLOTS + 1;
const SLOT_COUNT = 8;

/**
 * Writes the marks of many deliveries in one statement, which also adjusts the run's counters and ticks and the
 * subscribers' last visit. Only what was not known of a row before counts (I9), so that counters equal rows (I8).
 *
 * A row that a sender is settling at this moment is skipped, not waited for: senders lock rows in an order of their own.
 * @param marks one per delivery at most
 * @returns the marks whose rows are locked by others, to be tried again, and how many rows learned something new of each kind
 */
export async function writeMarks(
  marks: readonly ReceiptMark[],
): Promise<{ locked: ReceiptMark[]; news: ReceiptCounts }> {
  const { rows } = await pool.query<{ held: number[]; news: [number, number, number, number] }>({
    name: 'write-marks',
    text: WRITE_MARKS_SQL,
    values: markValues(marks),
  });
  const { held = [], news: [received, shown, clicked, dismissed] = [0, 0, 0, 0] } = rows[0] ?? {};
  const news = { received, shown, clicked, dismissed };
  if (held.length === marks.length) return { locked: [], news };
  const heldPositions = new Set(held);
  return { locked: await findExisting(marks.filter((_mark, index) => !heldPositions.has(index + 1))), news };
}

/** Exported for the test that reads its plan. */
export function markValues(marks: readonly ReceiptMark[]): unknown[] {
  return [
    marks.map((mark) => mark.runId),
    marks.map((mark) => mark.subscriberId),
    marks.map((mark) => mark.isShown),
    marks.map((mark) => mark.isClicked),
    marks.map((mark) => mark.isDismissed),
    marks.map((mark) => mark.clickedActions),
    FIRST_SLOT + (process.pid % SLOT_COUNT),
  ];
}

/** Exported for the test that reads its plan. */
export const WRITE_MARKS_SQL = `
  WITH mark AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bool[], $4::bool[], $5::bool[], $6::smallint[]) WITH ORDINALITY
      AS m (run_id, subscriber_id, is_shown, is_clicked, is_dismissed, clicked_actions, position)
  ),
  held AS (
    SELECT m.position, d.run_id, d.subscriber_id, m.clicked_actions,
      d.received_at IS NULL AS received,
      d.shown_at IS NULL AND m.is_shown AS shown,
      d.clicked_at IS NULL AND m.is_clicked AS clicked,
      d.dismissed_at IS NULL AND m.is_dismissed AS dismissed,
      m.clicked_actions & ~d.clicked_actions AS new_actions
    FROM mark m JOIN deliveries d ON d.run_id = m.run_id AND d.subscriber_id = m.subscriber_id
    FOR NO KEY UPDATE OF d SKIP LOCKED
  ),
  updated AS (
    UPDATE deliveries d SET
      received_at = CASE WHEN h.received THEN now() ELSE d.received_at END,
      shown_at = CASE WHEN h.shown THEN now() ELSE d.shown_at END,
      clicked_at = CASE WHEN h.clicked THEN now() ELSE d.clicked_at END,
      dismissed_at = CASE WHEN h.dismissed THEN now() ELSE d.dismissed_at END,
      clicked_actions = d.clicked_actions | h.clicked_actions
    FROM held h
    WHERE d.run_id = h.run_id AND d.subscriber_id = h.subscriber_id
      AND (h.received OR h.shown OR h.clicked OR h.dismissed OR h.new_actions <> 0)
    RETURNING d.run_id, d.site_id, d.subscriber_id, d.variant, h.received, h.shown, h.clicked, h.dismissed, h.new_actions
  ),
  counted AS (
    INSERT INTO run_counters AS c (run_id, slot, site_id, received_count, shown_count, clicked_count, dismissed_count)
    SELECT run_id, $7::smallint + ${ARM_SLOTS} * variant, site_id, count(*) FILTER (WHERE received), count(*) FILTER (WHERE shown),
      count(*) FILTER (WHERE clicked), count(*) FILTER (WHERE dismissed)
    FROM updated GROUP BY 1, 2, 3 ORDER BY 1, 2
    ON CONFLICT (run_id, slot) DO UPDATE SET
      received_count = c.received_count + excluded.received_count, shown_count = c.shown_count + excluded.shown_count,
      clicked_count = c.clicked_count + excluded.clicked_count,
      dismissed_count = c.dismissed_count + excluded.dismissed_count
  ),
  ticked AS (
    INSERT INTO run_ticks AS t (run_id, bucket_at, site_id, shown_count, clicked_count)
    SELECT run_id, date_bin('5 seconds', now(), 'epoch'::timestamptz), site_id,
      count(*) FILTER (WHERE shown), count(*) FILTER (WHERE clicked)
    FROM updated WHERE shown OR clicked GROUP BY run_id, site_id ORDER BY run_id
    ON CONFLICT (run_id, bucket_at) DO UPDATE SET
      shown_count = t.shown_count + excluded.shown_count, clicked_count = t.clicked_count + excluded.clicked_count
  ),
  visited AS (
    UPDATE subscribers s SET last_seen_at = now() FROM updated u
    WHERE u.clicked AND s.id = u.subscriber_id AND s.site_id = u.site_id
  ),
  hooked AS (
    ${outboxInsert(`
      SELECT u.site_id, k.type, u.run_id, u.subscriber_id, k.detail FROM updated u
      CROSS JOIN LATERAL (VALUES ('message.shown', u.shown, ''), ('message.clicked', u.new_actions <> 0, u.new_actions::text),
        ('message.dismissed', u.dismissed, '')) AS k (type, happened, detail)
      WHERE k.happened`)}
  )
  SELECT ARRAY(SELECT position::int FROM held) AS held, (
    SELECT ARRAY[count(*) FILTER (WHERE received), count(*) FILTER (WHERE shown), count(*) FILTER (WHERE clicked),
      count(*) FILTER (WHERE dismissed)]::int[] FROM updated) AS news`;

/** Marks that were skipped and whose rows exist: they were locked. The others' rows are gone, and nothing is to be told. */
async function findExisting(marks: readonly ReceiptMark[]): Promise<ReceiptMark[]> {
  const { rows } = await pool.query<{ position: number }>({
    name: 'find-existing-marks',
    text: `SELECT position::int AS position
      FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS m (run_id, subscriber_id, position)
      WHERE EXISTS (SELECT FROM deliveries d WHERE d.run_id = m.run_id AND d.subscriber_id = m.subscriber_id)`,
    values: [marks.map((mark) => mark.runId), marks.map((mark) => mark.subscriberId)],
  });
  return rows.map((row) => marks[row.position - 1]).filter((mark) => mark !== undefined);
}
