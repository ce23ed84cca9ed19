import { pool } from '@/lib/platform/db';
import { log } from '@/lib/platform/log';
import { pendingMigrations } from '@/lib/platform/pending-migrations';
import { queueHealth } from '@/lib/platform/queue';
import type { ApiApp } from './framework';

/** How long a probe waits before it calls a part down; load balancers give up soon after. */
const PROBE_MS = 2_000;

interface PartHealth {
  ok: boolean;
  detail: string;
}

export function registerHealth(app: ApiApp): void {
  /** Liveness: the process answers. Asks nothing else, so that a database outage does not restart every process. */
  app.get('/api/health', (c) => c.json({ status: 'ok' }));

  /** Readiness: may be sent traffic; database, queue and schema are there. */
  app.get('/api/ready', async (c) => {
    const [database, queue, migrations] = await Promise.all([
      probe(databaseHealth),
      probe(queueHealth),
      probe(migrationHealth),
    ]);
    const checks = { database, queue, migrations };
    const ready = Object.values(checks).every((part) => part.ok);
    if (!ready) c.header('Retry-After', '5');
    return c.json({ status: ready ? 'ready' : 'not_ready', checks }, ready ? 200 : 503);
  });
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
async function probe(check: () => Promise<PartHealth>): Promise<PartHealth> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PROBE_MS} ms`)), PROBE_MS);
  });
  try {
    const { ok, detail } = await Promise.race([check(), timeout]);
    if (!ok) log.warn({ detail }, 'readiness check failed');
    return { ok, detail: ok ? '' : 'not ready' };
  } catch (error) {
    log.warn({ err: error }, 'readiness check failed');
    return { ok: false, detail: 'does not answer' };
  } finally {
    clearTimeout(timer);
  }
}
