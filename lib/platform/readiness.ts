import { pool } from './db';
import { log } from './log';
import { pendingMigrations } from './pending-migrations';
import { queueHealth } from './queue';

/** How long a probe waits before it calls a part down; load balancers give up soon after. */
const PROBE_MS = 2_000;

interface PartHealth {
  ok: boolean;
  detail: string;
}

export interface Readiness {
  status: 'ready' | 'not_ready' | 'draining';
  checks: Record<'database' | 'queue' | 'migrations', PartHealth>;
}

// server.ts sets it, Next's bundle may read it: one per process.
const holder = globalThis as typeof globalThis & { belfryIsDraining?: boolean };

/** From now on this process says that it is not ready: it finishes what it has and wants no more. */
export function startDraining(): void {
  holder.belfryIsDraining = true;
}

/** Whether this process may be given work: database, queue and schema are there, and it is not about to end. */
export async function checkReadiness(): Promise<Readiness> {
  const [database, queue, migrations] = await Promise.all([
    probe('database', databaseHealth),
    probe('queue', queueHealth),
    probe('migrations', migrationHealth),
  ]);
  const checks = { database, queue, migrations };
  if (holder.belfryIsDraining) return { status: 'draining', checks };
  return { status: Object.values(checks).every((part) => part.ok) ? 'ready' : 'not_ready', checks };
}

async function databaseHealth(): Promise<PartHealth> {
  await pool.query('SELECT 1');
  return { ok: true, detail: '' };
}

async function migrationHealth(): Promise<PartHealth> {
  const pending = await pendingMigrations();
  return { ok: pending.length === 0, detail: pending.join(', ') };
}

/** Unauthenticated callers learn that a part is down, not why; the log has that. */
async function probe(part: string, check: () => Promise<PartHealth>): Promise<PartHealth> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PROBE_MS} ms`)), PROBE_MS);
  });
  try {
    const { ok, detail } = await Promise.race([check(), timeout]);
    if (!ok) log.warn({ part, detail }, 'readiness check failed');
    return { ok, detail: ok ? '' : 'not ready' };
  } catch (error) {
    log.warn({ part, err: error }, 'readiness check failed');
    return { ok: false, detail: 'does not answer' };
  } finally {
    clearTimeout(timer);
  }
}
