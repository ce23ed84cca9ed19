import { checkReadiness } from '@/lib/platform/readiness';
import type { ApiApp } from './framework';

export function registerHealth(app: ApiApp): void {
  /** Liveness: the process answers. Asks nothing else, so that a database outage does not restart every process. */
  app.get('/api/health', (c) => c.json({ status: 'ok' }));

  /** Readiness: may be sent traffic; database, queue and schema are there, and the process is not about to end. */
  app.get('/api/ready', async (c) => {
    const readiness = await checkReadiness();
    const isReady = readiness.status === 'ready';
    if (!isReady) c.header('Retry-After', '5');
    return c.json(readiness, isReady ? 200 : 503);
  });
}
