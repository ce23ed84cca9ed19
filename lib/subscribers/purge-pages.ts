import { PAGE_VISIT_DAYS } from '@/lib/contracts/segment-behaviour';
import { pool } from '@/lib/platform/db';
import { deleteInSteps } from '@/lib/platform/delete-in-steps';

const STEP = 10_000;
const MOST_STEPS = 100;

/**
 * Deletes page visits that are older than a rule may ask for, a step at a time, then the paths that nobody has
 * visited since. What one call leaves, the next one takes.
 */
export async function purgePages(): Promise<void> {
  await deleteInSteps(
    `DELETE FROM page_visits WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM page_visits WHERE day < (now() AT TIME ZONE 'UTC')::date - $1::int LIMIT $2))`,
    [PAGE_VISIT_DAYS],
    STEP,
    MOST_STEPS,
  );
  await pool.query(
    `DELETE FROM site_paths p WHERE created_at < now() - $1 * interval '1 day'
       AND NOT EXISTS (SELECT FROM page_visits v WHERE v.path_id = p.id)`,
    [PAGE_VISIT_DAYS],
  );
}
