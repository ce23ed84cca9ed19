import { pool } from '@/lib/platform/db';
import { IDEMPOTENCY_DAYS } from './claim-idempotency-key';

/** Deletes what no request can repeat any more, for all tenants; for a daily job. Returns how many. */
export async function purgeIdempotencyKeys(): Promise<number> {
  const { rowCount } = await pool.query(
    'DELETE FROM idempotency_keys WHERE created_at < now() - make_interval(days => $1)',
    [IDEMPOTENCY_DAYS],
  );
  return rowCount ?? 0;
}
