import { recordJobFailure } from '@/lib/operations/record-job-failure';
import { closeDb } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { logStrays } from '@/lib/platform/log-strays';
import { startBeating } from '@/lib/platform/process-beat';
import { closeQueues, onJobGivenUp, queueHealth } from '@/lib/platform/queue';
import { startDraining } from '@/lib/platform/readiness';
import { reasonOf } from '@/lib/platform/reason-of';
import { startMonitor } from './monitor';
import { runWorker } from './run-worker';

// The worker role: `node dist/worker.js`.
logStrays();
try {
  env();
} catch (error) {
  log.fatal(reasonOf(error));
  process.exit(1);
}
// A queue that is down is waited for; one that may throw jobs away needs a person.
const queue = await queueHealth();
if (queue.isUnfit) {
  log.error(queue.detail);
  process.exit(1);
}
onJobGivenUp(recordJobFailure);
const beat = startBeating('worker');
const stop = runWorker();
const monitor = startMonitor();
log.info('worker started');

/** Within the 15 s that deploy/compose.yaml grants a worker before it is killed. */
const MOST_STOPPING_MS = 10_000;
let isStopping = false;
async function shutDown(signal: NodeJS.Signals): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  log.info({ signal }, 'worker stops');
  startDraining();
  void beat();
  // Whatever hangs (a database that is gone), the process ends in time.
  setTimeout(() => process.exit(1), MOST_STOPPING_MS).unref();
  await stop();
  await closeQueues();
  await beat(true);
  await closeDb();
  monitor?.close();
  process.exit(0);
}
process.on('SIGTERM', shutDown);
process.on('SIGINT', shutDown);
