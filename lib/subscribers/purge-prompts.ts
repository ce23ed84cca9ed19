import { pool } from '@/lib/platform/db';

/** Twice the longest period that the growth page shows. */
const KEEP_DAYS = 730;

/** Deletes the days whose prompts nobody looks at any more; they are a few rows a site. */
export async function purgePrompts(): Promise<void> {
  await pool.query(`DELETE FROM prompt_counts WHERE day < (now() AT TIME ZONE 'UTC')::date - $1::int`, [KEEP_DAYS]);
}
