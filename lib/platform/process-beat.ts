import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { pool } from './db';
import { log } from './log';

const BEAT_EVERY_MS = 10_000;
/** A process that has been silent for so long is forgotten. */
const FORGET_AFTER = '1 hour';

/**
 * Has this process tell every ten seconds that it lives, so that the queue page shows who works. A database that is
 * down is not its business: it tries again.
 * @returns a function to be called when the process is told to end, and again (with true) when it has
 */
export function startBeating(role: 'web' | 'worker'): (isGone?: boolean) => Promise<void> {
  const id = randomUUID();
  const startedAt = new Date();
  let isEnding = false;
  const beat = () =>
    pool
      .query(BEAT_SQL, [id, role, hostname(), process.pid, readVersion(), startedAt, isEnding])
      .catch((error: unknown) => log.debug({ err: error }, 'the process could not tell that it lives'));
  void beat();
  const timer = setInterval(beat, BEAT_EVERY_MS).unref();
  return async (isGone = false) => {
    isEnding = true;
    if (!isGone) return void beat();
    clearInterval(timer);
    // Without a database the row stays, and is told as gone by its age.
    await pool.query('DELETE FROM process_beats WHERE id = $1', [id]).catch(() => undefined);
  };
}

const BEAT_SQL = `
  WITH forgotten AS (DELETE FROM process_beats WHERE seen_at < now() - interval '${FORGET_AFTER}' AND id <> $1)
  INSERT INTO process_beats AS b (id, role, host, pid, version, started_at, seen_at, is_ending)
  VALUES ($1, $2, $3, $4, $5, $6, now(), $7)
  ON CONFLICT (id) DO UPDATE SET seen_at = now(), is_ending = excluded.is_ending`;

let version: string | undefined;

function readVersion(): string {
  version ??= String((JSON.parse(readFileSync('package.json', 'utf8')) as { version?: string }).version ?? '');
  return version;
}
