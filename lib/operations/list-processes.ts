import type { Actor } from '@/lib/contracts/actors';
import type { ProcessView } from '@/lib/contracts/operations';
import { pool } from '@/lib/platform/db';
import { authorizeOperations } from './authorize-operations';

/** A process that has not been heard of for so long is shown as silent: it tells every ten seconds. */
const SILENT_AFTER_SECONDS = 35;

/**
 * The processes of the installation; one that was killed is among them for an hour, as silent.
 * @throws AppError `forbidden`
 */
export async function listProcesses(actor: Actor): Promise<ProcessView[]> {
  authorizeOperations(actor);
  const { rows } = await pool.query(
    `SELECT id, role, host, pid, version, started_at, seen_at, is_ending,
       seen_at < now() - $1 * interval '1 second' AS is_silent
     FROM process_beats ORDER BY role, started_at`,
    [SILENT_AFTER_SECONDS],
  );
  return rows.map((row) => ({
    id: row.id,
    role: row.role,
    host: row.host,
    pid: row.pid,
    version: row.version,
    startedAt: row.started_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    state: row.is_silent ? 'silent' : row.is_ending ? 'ending' : 'running',
  }));
}
