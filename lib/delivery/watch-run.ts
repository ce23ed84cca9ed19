import { setTimeout as sleep } from 'node:timers/promises';
import { pool } from '@/lib/platform/db';
import { log } from '@/lib/platform/log';

/** What may change of a run while it is being sent. */
export interface RunControl {
  isRunning: boolean;
  throttlePerMinute: number | null;
}

type Listener = (control: RunControl) => void;

/** A pause, a cancellation or another throttle reaches the senders after this, and one round trip. */
const EVERY_MS = 500;

// One query for all runs that this process sends, however many jobs it has.
const listeners = new Map<bigint, Set<Listener>>();
let isLooking = false;

/**
 * Tells what becomes of a run while it is being sent: every half second, whether or not it has changed.
 * @returns a function that ends it
 */
export function watchRun(runId: bigint, listener: Listener): () => void {
  const known = listeners.get(runId) ?? new Set();
  listeners.set(runId, known.add(listener));
  if (!isLooking) void keepLooking();
  return () => {
    known.delete(listener);
    if (known.size === 0 && listeners.get(runId) === known) listeners.delete(runId);
  };
}

/** Until nobody watches any more. */
async function keepLooking(): Promise<void> {
  isLooking = true;
  for (;;) {
    await sleep(EVERY_MS, undefined, { ref: false });
    if (listeners.size === 0) break;
    try {
      await look([...listeners.keys()]);
    } catch (error) {
      log.warn({ err: error }, 'the runs under way could not be looked at');
    }
  }
  isLooking = false;
}

async function look(runIds: bigint[]): Promise<void> {
  const { rows } = await pool.query<{ id: bigint; is_running: boolean; throttle_per_minute: number | null }>({
    name: 'watch-runs',
    text: `SELECT id, status = 'running' AS is_running, throttle_per_minute FROM runs WHERE id = ANY($1::bigint[])`,
    values: [runIds],
  });
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const runId of runIds) {
    const row = found.get(runId);
    const control = { isRunning: row?.is_running ?? false, throttlePerMinute: row?.throttle_per_minute ?? null };
    for (const listener of [...(listeners.get(runId) ?? [])]) listener(control);
  }
}
