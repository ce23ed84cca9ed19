import { pool } from '@/lib/platform/db';
import { deleteInSteps } from '@/lib/platform/delete-in-steps';
import { CHANGES_A_STEP } from './retention';

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
  await deleteInSteps(
    `DELETE FROM import_changes WHERE (import_id, subscriber_id) IN (
       SELECT c.import_id, c.subscriber_id FROM imports i JOIN import_changes c ON c.import_id = i.id
       WHERE i.expires_at <= now() AND i.state IN ('done', 'cancelled', 'failed') LIMIT $1)`,
    [],
    CHANGES_A_STEP,
  );
}
