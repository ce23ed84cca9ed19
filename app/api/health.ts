import { pool } from '@/lib/platform/db';
import { log } from '@/lib/platform/log';
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

  /** Readiness: may be sent traffic. */
  app.get('/api/ready', async (c) => {
    const [database, queue] = await Promise.all([probe(databaseHealth), probe(queueHealth)]);
    const checks = { database, queue };
    const ready = Object.values(checks).every((part) => part.ok);
    if (!ready) c.header('Retry-After', '5');
    return c.json({ status: ready ? 'ready' : 'not_ready', checks }, ready ? 200 : 503);
  });
}

async function databaseHealth(): Promise<PartHealth> {
  await pool.query('SELECT 1');
  return { ok: true, detail: '' };
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
    return { ok, detail: ok ? '' : 'does not answer' };
  } catch (error) {
    log.warn({ err: error }, 'readiness check failed');
    return { ok: false, detail: 'does not answer' };
  } finally {
    clearTimeout(timer);
  }
}
