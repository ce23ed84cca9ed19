import { pool } from '@/lib/platform/db';

/** How long a deleted endpoint can be restored; meanwhile what it would be told is written for it. */
const KEPT_MINUTES = 60;

/** Erases endpoints that were deleted an hour ago, with their secrets, their logs and all that waits for them, for all tenants. */
export async function eraseDeletedWebhooks(): Promise<void> {
  await pool.query('DELETE FROM webhooks WHERE archived_at < now() - make_interval(mins => $1)', [KEPT_MINUTES]);
}
