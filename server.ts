import { setTimeout as sleep } from 'node:timers/promises';
import next from 'next';
import { createFrontDoor, openFrontDoor } from '@/app/api/front-door';
import { noteOutage } from '@/app/api/page-outage';
import { closeDb } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { logStrays } from '@/lib/platform/log-strays';
import { startBeating } from '@/lib/platform/process-beat';
import { closeQueues } from '@/lib/platform/queue';
import { startDraining } from '@/lib/platform/readiness';
import { reasonOf } from '@/lib/platform/reason-of';
import { runSimulatorWhenNeeded } from '@/lib/sample/run-simulator';

// The web process: the front door (app/api/front-door.ts) with Next behind it.

const DRAIN_MS = 5_000;
/** After the drain seconds; deploy/compose.yaml grants 20 s with the image's 5. */
const MOST_STOPPING_MS = 10_000;

async function main(): Promise<void> {
  const dev = process.argv.includes('--dev');
  if (!dev) logStrays(noteOutage);
  const { PORT: port, BELFRY_HOST: hostname } = env();
  const server = createFrontDoor();
  const app = next({ dev, dir: process.cwd(), hostname, port, httpServer: server });
  await app.prepare();
  openFrontDoor(server, app.getRequestHandler());
  server.on('error', (error: NodeJS.ErrnoException) => {
    const reason = `Port ${port} on ${hostname} cannot be used (${error.code ?? error.message}). Check PORT and BELFRY_HOST.`;
    log.error(error.code === 'EADDRINUSE' ? `Port ${port} is taken: set PORT to another one.` : reason);
    process.exit(1);
  });
  server.listen(port, hostname, () => log.info({ port, hostname }, 'web is listening'));

  const simulator = runSimulatorWhenNeeded();
  const beat = startBeating('web');
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    startDraining();
    void beat();
    // Load balancers learn by the readiness probe; until they have, what they send is answered.
    await sleep(env().BELFRY_DRAIN_SECONDS * 1_000);
    // Whatever hangs (a database that takes connections and says nothing), the process ends in time.
    setTimeout(() => process.exit(1), MOST_STOPPING_MS).unref();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    // Event streams would never end by themselves; their readers connect again.
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
    await closed;
    await Promise.allSettled([app.close(), closeQueues(), simulator.stop()]);
    await beat(true);
    await closeDb();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  log.fatal(reasonOf(error));
  process.exit(1);
});
