import { pool } from '@/lib/platform/db';

/** Of one statement: a large import has changed many. */
const BATCH = 20_000;

/**
 * Forgets what it takes to undo imports of long ago, and their refused rows; that there was such an import, and its
 * figures, stay. Every worker does it: a second deletion finds nothing.
 */
export async function purgeImports(): Promise<void> {
  for (const table of ['import_errors', 'import_pieces', 'import_keys'] as const) {
    await pool.query(
      `DELETE FROM ${table} t USING imports i WHERE i.id = t.import_id
         AND (i.state = 'undone' OR (i.expires_at <= now() AND i.state IN ('done', 'cancelled', 'failed')))`,
    );
  }
  for (let count = BATCH; count === BATCH; ) {
    const { rowCount } = await pool.query(
      `DELETE FROM import_changes WHERE (import_id, subscriber_id) IN (
         SELECT c.import_id, c.subscriber_id FROM imports i JOIN import_changes c ON c.import_id = i.id
         WHERE i.expires_at <= now() AND i.state IN ('done', 'cancelled', 'failed') LIMIT $1)`,
      [BATCH],
    );
    count = rowCount ?? 0;
  }
}
