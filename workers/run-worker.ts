import { setMaxListeners } from 'node:events';
import { purgeIdempotencyKeys } from '@/lib/accounts/purge-idempotency-keys';
import { purgeDraftVersions } from '@/lib/campaigns/purge-draft-versions';
import { dropOldDeliveries } from '@/lib/delivery/drop-old-deliveries';
import { closeConnections } from '@/lib/delivery/post-message';
import { reconcile } from '@/lib/delivery/reconcile';
import { LANE_CONCURRENCY } from '@/lib/delivery/send-lanes';
import { sweepExports } from '@/lib/exports/sweep-exports';
import { purgeImports } from '@/lib/imports/purge-imports';
import { sweepImports } from '@/lib/imports/sweep-imports';
import { log } from '@/lib/platform/log';
import { type QueueName, startWorker } from '@/lib/platform/queue';
import { attributeEvents } from '@/lib/stats/attribute-events';
import { foldReports } from '@/lib/stats/fold-reports';
import { learnHours } from '@/lib/stats/learn-hours';
import { purgePages } from '@/lib/subscribers/purge-pages';
import { purgePrompts } from '@/lib/subscribers/purge-prompts';
import { eraseDeletedWebhooks } from '@/lib/webhooks/erase-deleted-webhooks';
import { closeWebhookConnections } from '@/lib/webhooks/post-webhook';
import { purgeWebhookLog } from '@/lib/webhooks/purge-webhook-log';
import { sweepWebhooks } from '@/lib/webhooks/sweep-webhooks';
import { exportHandlers } from './exports';
import { fanOutHandlers } from './fan-out';
import { importHandlers } from './imports';
import { scheduleHandlers } from './schedule';
import { sendHandlers } from './send';
import { webhookHandlers } from './webhooks';

/** What runs for each job's name; `signal` says that the process is about to end. */
export type JobHandlers = Record<string, (data: unknown, signal: AbortSignal) => Promise<void>>;

const RECONCILE_EVERY_MS = 15_000;
/** What a second has gathered is one delivery. */
const SWEEP_WEBHOOKS_EVERY_MS = 1_000;
const ERASE_WEBHOOKS_EVERY_MS = 60_000;
const SWEEP_EXPORTS_EVERY_MS = 5_000;
const SWEEP_IMPORTS_EVERY_MS = 5_000;
const FOLD_REPORTS_EVERY_MS = 2_000;
const ATTRIBUTE_EVERY_MS = 10_000;
/** A page of 2,000: a million subscribers are gone through in an hour and a half. */
const LEARN_HOURS_EVERY_MS = 10_000;
const CLEAN_EVERY_MS = 6 * 3_600_000;
/** Under the 10 s that orchestrators commonly grant before they kill. */
const STOP_WITHIN_MS = 9_000;

const QUEUES: { name: QueueName; handlers: JobHandlers; concurrency: number }[] = [
  { name: 'schedule', handlers: scheduleHandlers, concurrency: 4 },
  // A job is a turn of planning or closing a run, so that nobody waits for a giant's.
  { name: 'fan-out', handlers: fanOutHandlers, concurrency: 6 },
  // A job is a turn of one shard; what they may do together is bounded in lib/delivery/send-lanes.ts.
  { name: 'send', handlers: sendHandlers, concurrency: LANE_CONCURRENCY.bulk },
  { name: 'send-priority', handlers: { ...sendHandlers, ...fanOutHandlers }, concurrency: LANE_CONCURRENCY.priority },
  // They wait for others' servers: a few slow ones must not hold up the rest.
  { name: 'webhooks', handlers: webhookHandlers, concurrency: 16 },
  // Files that are read and written must not take the connections of those who send.
  { name: 'imports', handlers: { ...exportHandlers, ...importHandlers }, concurrency: 3 },
];

/**
 * Starts everything the worker role does.
 * @returns a function that stops: no more jobs and claims, what is in flight ends, the rest is given back; within 9 s
 */
export function runWorker(): () => Promise<void> {
  const stopping = new AbortController();
  // Each job listens.
  setMaxListeners(0, stopping.signal);
  const workers = QUEUES.map(({ name, handlers, concurrency }) =>
    startWorker(
      name,
      async (job) => {
        const handler = handlers[job.name];
        if (!handler) throw new Error(`no handler for job ${job.name} of queue ${name}`);
        await handler(job.data, stopping.signal);
      },
      { concurrency },
    ),
  );
  const stopReconciling = keepDoing('reconciling', RECONCILE_EVERY_MS, reconcile);
  // Every worker does it: a second deletion finds nothing.
  const stopCleaning = keepDoing('cleaning up', CLEAN_EVERY_MS, purgeIdempotencyKeys);
  const stopPurgingPages = keepDoing('cleaning up page visits', CLEAN_EVERY_MS, purgePages);
  const stopPurgingPrompts = keepDoing('cleaning up counts of prompts', CLEAN_EVERY_MS, purgePrompts);
  const stopPurgingVersions = keepDoing('cleaning up versions of drafts', CLEAN_EVERY_MS, purgeDraftVersions);
  const stopSweeping = keepDoing('sweeping webhooks', SWEEP_WEBHOOKS_EVERY_MS, sweepWebhooks);
  const stopSweepingExports = keepDoing('sweeping exports', SWEEP_EXPORTS_EVERY_MS, sweepExports);
  const stopSweepingImports = keepDoing('sweeping imports', SWEEP_IMPORTS_EVERY_MS, sweepImports);
  const stopPurgingImports = keepDoing('cleaning up imports', CLEAN_EVERY_MS, purgeImports);
  const stopFolding = keepDoing('counting for reports', FOLD_REPORTS_EVERY_MS, () => foldReports(stopping.signal));
  const stopAttributing = keepDoing('counting goals', ATTRIBUTE_EVERY_MS, attributeEvents);
  const stopLearning = keepDoing('learning best hours', LEARN_HOURS_EVERY_MS, learnHours);
  const stopDropping = keepDoing('dropping old deliveries', CLEAN_EVERY_MS, () => dropOldDeliveries());
  const stopErasing = keepDoing('erasing deleted webhooks', ERASE_WEBHOOKS_EVERY_MS, eraseDeletedWebhooks);
  const stopPurging = keepDoing('cleaning up the webhook log', CLEAN_EVERY_MS, purgeWebhookLog);

  return async () => {
    stopping.abort();
    stopReconciling();
    stopCleaning();
    stopPurgingPages();
    stopPurgingPrompts();
    stopPurgingVersions();
    stopSweeping();
    stopSweepingExports();
    stopSweepingImports();
    stopPurgingImports();
    stopFolding();
    stopAttributing();
    stopLearning();
    stopDropping();
    stopErasing();
    stopPurging();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), STOP_WITHIN_MS);
    });
    const ended = Promise.all(workers.map((worker) => worker.close()));
    if ((await Promise.race([ended, late])) === 'late') {
      log.warn('not all messages in flight have ended; their leases will run out');
    }
    clearTimeout(timer);
    await Promise.all([closeConnections(), closeWebhookConnections()]);
  };
}

/** Now, and then at this interval, however long a round takes; a failure (database down) waits for the next round. */
function keepDoing(what: string, everyMs: number, work: () => Promise<unknown>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const round = async () => {
    try {
      await work();
    } catch (error) {
      log.warn({ err: error, everyMs }, `${what} failed; it is tried again in the next round`);
    }
    if (!isStopped) timer = setTimeout(round, everyMs);
  };
  void round();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
