import { authorize } from '@/lib/accounts/authorize';
import type { Actor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { type QueueStats, queueStats } from '@/lib/platform/queue';

/** A process that has not been heard of for so long is shown as silent: it tells every ten seconds. */
const SILENT_AFTER_SECONDS = 35;
const FAILURE_COUNT = 50;

export interface QueueOverview {
  /** Null: the store does not answer. */
  queues: QueueStats[] | null;
  processes: ProcessView[];
  failures: JobFailureView[];
}

export interface ProcessView {
  id: string;
  role: 'web' | 'worker';
  host: string;
  pid: number;
  version: string;
  startedAt: string;
  seenAt: string;
  state: 'running' | 'ending' | 'silent';
}

export interface JobFailureView {
  id: string;
  queue: string;
  name: string;
  error: string;
  attemptCount: number;
  at: string;
}

/**
 * The installation's queues, processes and failed jobs. They belong to no workspace, so that no ids or payloads of
 * anybody's are in it.
 * @throws AppError `forbidden`
 */
export async function queueOverview(actor: Actor): Promise<QueueOverview> {
  authorize(actor, 'operations.manage');
  const [queues, processes, failures] = await Promise.all([queuesOrNull(), listProcesses(), listFailures()]);
  return { queues, processes, failures };
}

async function queuesOrNull(): Promise<QueueStats[] | null> {
  try {
    return await queueStats();
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return null;
    throw error;
  }
}

async function listProcesses(): Promise<ProcessView[]> {
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

async function listFailures(): Promise<JobFailureView[]> {
  const { rows } = await pool.query(
    'SELECT id, queue, name, error, attempt_count, at FROM job_failures ORDER BY id DESC LIMIT $1',
    [FAILURE_COUNT],
  );
  return rows.map((row) => ({
    id: encodeId('jobFailure', row.id),
    queue: row.queue,
    name: row.name,
    error: row.error,
    attemptCount: row.attempt_count,
    at: row.at.toISOString(),
  }));
}
