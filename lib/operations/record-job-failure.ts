import { pool } from '@/lib/platform/db';
import { log } from '@/lib/platform/log';
import type { QueueName, ReceivedJob } from '@/lib/platform/queue';
import { scrub } from '@/lib/platform/scrub';

/** The newest so many are kept. */
const KEEP_COUNT = 200;
const ERROR_LENGTH = 500;

/** Keeps a job that failed as often as it may, for the queue page. Never throws: it is called when things go wrong. */
export async function recordJobFailure(queue: QueueName, job: ReceivedJob, error: Error): Promise<void> {
  const text = scrub(`${error.name}: ${error.message}`).slice(0, ERROR_LENGTH);
  try {
    await pool.query(SQL, [queue, job.name, job.id, JSON.stringify(job.data), text, job.attempt, KEEP_COUNT]);
  } catch (cause) {
    log.warn({ err: cause, queue, jobId: job.id }, 'a failed job could not be kept');
  }
}

const SQL = `
  WITH kept AS (SELECT id FROM job_failures ORDER BY id DESC LIMIT $7 - 1),
  dropped AS (DELETE FROM job_failures WHERE id < (SELECT min(id) FROM kept) AND (SELECT count(*) FROM kept) = $7 - 1)
  INSERT INTO job_failures (queue, name, job_id, payload, error, attempt_count) VALUES ($1, $2, $3, $4, $5, $6)`;
