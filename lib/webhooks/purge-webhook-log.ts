import { pool } from '@/lib/platform/db';
import { deleteInSteps } from '@/lib/platform/delete-in-steps';

/** How long events, deliveries and answers are kept; as far back as a replay can reach. */
export const LOG_DAYS = 14;
const PAGE = 5_000;

/**
 * Gives up what could not even be tried (its endpoint was disabled or its breaker open until long after its time), and
 * deletes what is older than 14 days, for all tenants.
 * @returns how many events were deleted; their deliveries and attempts go with them
 */
export async function purgeWebhookLog(): Promise<number> {
  await pool.query(
    `UPDATE webhook_deliveries SET state = 'failed', due_at = NULL, fence = NULL, settled_at = now(),
       error = COALESCE(error, 'its time ran out before it could be tried')
     WHERE state = 'pending' AND give_up_at < now() - interval '6 hours'`,
  );
  return deleteInSteps(
    `DELETE FROM webhook_events WHERE id IN (
       SELECT id FROM webhook_events WHERE created_at < now() - make_interval(days => $1) LIMIT $2)`,
    [LOG_DAYS],
    PAGE,
  );
}
