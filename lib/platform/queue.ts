import { env } from './env';
import { AppError } from './errors';
import { explainRedisFault } from './explain-redis-fault';
import { log } from './log';
import { observeJob } from './metrics';
import { pause } from './pause';
import {
  type JobsOptions,
  postgresStore,
  type RawJob,
  type RawQueue,
  type RawWorker,
  redisStore,
  type Store,
  unanswered,
  type WorkerOptions,
} from './queue-store';
import { reasonOf } from './reason-of';
import { RECONNECT_MS } from './redis-connection';
import { withTimeout } from './with-timeout';

/** One queue per workload (docs/architecture.md). */
export const QUEUE_NAMES = ['schedule', 'fan-out', 'send', 'send-priority', 'receipts', 'webhooks', 'imports'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

export interface JobOptions {
  /** Names the work, e.g. `fan-out-run_0…`; a job whose id is queued or running already is not added again. */
  jobId: string;
  delayMs?: number;
  /** Tries in all; each after an exponential back-off. */
  attemptCount?: number;
  /** Back-off before the first retry; doubles each time. */
  backoffMs?: number;
}

export interface QueueHandle {
  /**
   * Adds a hint that there is work. The truth is in Postgres, so that a lost job costs time only.
   * @throws AppError `unavailable` within two seconds when the queue's store does not answer.
   */
  add(name: string, data: object, options: JobOptions): Promise<void>;
  /** The same for many jobs in one round trip. */
  addBulk(jobs: { name: string; data: object; options: JobOptions }[]): Promise<void>;
}

export interface ReceivedJob {
  id: string;
  name: string;
  /** As it was stored: parse it before use. */
  data: unknown;
  /** 1 at the first try. */
  attempt: number;
}

export interface WorkerHandle {
  /** Takes no more jobs and waits until those under way have ended. */
  close(): Promise<void>;
}

const ADD_TIMEOUT_MS = 2_000;
const CLOSE_TIMEOUT_MS = 2_000;

interface State {
  store: Store;
  queues: Map<QueueName, RawQueue>;
  workers: Set<WorkerHandle>;
}

// One per process, also when Next's bundle and the server's load this module twice.
const holder = globalThis as typeof globalThis & { belfryQueues?: State };

function state(): State {
  const { REDIS_URL: urls, BELFRY_REDIS_CLUSTER: isCluster, DATABASE_URL } = env();
  holder.belfryQueues ??= {
    store: urls ? redisStore({ urls, isCluster }) : postgresStore(DATABASE_URL),
    queues: new Map(),
    workers: new Set(),
  };
  return holder.belfryQueues;
}

/** The queue of one workload; connecting happens at the first use. */
export function getQueue(name: QueueName): QueueHandle {
  const run = async (work: (queue: RawQueue) => Promise<unknown>) => {
    await useQueue(name, work);
  };
  return {
    add: (jobName, data, options) => run((queue) => queue.add(jobName, data, toJobOptions(options))),
    addBulk: (jobs) =>
      run((queue) => {
        const [only, ...others] = jobs.map(({ name, data, options }) => ({ name, data, opts: toJobOptions(options) }));
        if (!only) return Promise.resolve();
        // bullmq 6.7 makes two temporary tables for a batch, which costs Postgres about as much as ten single jobs.
        if (others.length === 0) return queue.add(only.name, only.data, only.opts);
        return queue.addBulk([only, ...others]);
      }),
  };
}

/** @throws AppError `unavailable` when the store does not answer within two seconds */
async function useQueue<T>(name: QueueName, work: (queue: RawQueue) => Promise<T>): Promise<T> {
  const { store, queues } = state();
  const attempt = async () => {
    await store.ready();
    let queue = queues.get(name);
    if (!queue) {
      queue = store.makeQueue(name);
      queue.on('error', unanswered(`queue ${name}`));
      queues.set(name, queue);
    }
    return work(queue);
  };
  try {
    return await withTimeout(attempt(), ADD_TIMEOUT_MS);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('unavailable', { detail: 'The job queue does not answer; nothing was lost.', cause });
  }
}

export interface QueueStats {
  queue: QueueName;
  counts: { waiting: number; active: number; delayed: number };
  /** How long the oldest waiting job could have run; null when none waits. */
  oldestSeconds: number | null;
}

/**
 * What lies in each queue now, over all processes.
 * @throws AppError `unavailable`
 */
export function queueStats(): Promise<QueueStats[]> {
  return Promise.all(
    QUEUE_NAMES.map((name) =>
      useQueue(name, async (queue) => {
        const [counts, [oldest]] = await Promise.all([queue.getJobCounts(), queue.getJobs(['waiting'], 0, 0, true)]);
        const { waiting = 0, prioritized = 0, active = 0, delayed = 0 } = counts;
        return {
          queue: name,
          counts: { waiting: waiting + prioritized, active, delayed },
          oldestSeconds: oldest ? Math.max(0, Date.now() - oldest.timestamp - oldest.delay) / 1_000 : null,
        };
      }),
    ),
  );
}

/**
 * Starts taking jobs off a queue; waits for the store when it is down and reconnects unaided.
 * A handler that throws is tried again as the job says; one whose process dies is run again elsewhere.
 */
export function startWorker(
  name: QueueName,
  handler: (job: ReceivedJob) => Promise<void>,
  options: WorkerOptions,
): WorkerHandle {
  const { store, workers } = state();
  const report = unanswered(`worker ${name}`);
  const closing = new AbortController();
  let worker: RawWorker | undefined;

  const underWay = new Set<Promise<void>>();
  const process = async (job: RawJob) => {
    const run = handler({ ...toReceived(job), attempt: job.attemptsMade + 1 });
    underWay.add(run);
    const startedAt = performance.now();
    const end = (result: 'done' | 'failed') => observeJob(name, result, (performance.now() - startedAt) / 1_000);
    run.then(
      () => end('done'),
      () => end('failed'),
    );
    await run.finally(() => underWay.delete(run));
  };

  // bullmq remembers a failed first connection for ever; so it is given a store that answers, or made anew.
  const started = (async () => {
    while (!closing.signal.aborted) {
      try {
        await store.ready();
        if (closing.signal.aborted) return;
        worker = store.makeWorker(name, process, options);
        worker.on('error', report);
        worker.on('failed', (job, error) => {
          log.warn({ queue: name, jobId: job?.id, err: error }, 'job failed');
          if (job && job.attemptsMade >= (job.opts.attempts ?? 1)) void givenUp(name, toReceived(job), error);
        });
        await worker.waitUntilReady();
        return;
      } catch (error) {
        report(error);
        // It never began: whatever its goodbye fails with has been reported.
        worker?.close(true).catch(() => undefined);
        worker = undefined;
        await pause(RECONNECT_MS, closing.signal);
      }
    }
  })();

  const handle: WorkerHandle = {
    close: async () => {
      closing.abort();
      workers.delete(handle);
      // With its store gone bullmq waits for ever, to begin and to say goodbye.
      await withTimeout(started, CLOSE_TIMEOUT_MS).catch(() => undefined);
      const closed = worker?.close();
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
      if (closed) await withTimeout(closed, CLOSE_TIMEOUT_MS).catch(() => undefined);
    },
  };
  workers.add(handle);
  return handle;
}

type GivenUp = (queue: QueueName, job: ReceivedJob, error: Error) => Promise<void>;
let givenUp: GivenUp = async () => undefined;

/** Says who is told of a job of this process that failed as often as it may; `attempt` is the last one. */
export function onJobGivenUp(listener: GivenUp): void {
  givenUp = listener;
}

function toReceived(job: RawJob): ReceivedJob {
  return { id: job.id ?? '', name: job.name, data: job.data, attempt: job.attemptsMade };
}

/** Whether the store answers now, within two seconds; `detail` says what to do when it does not. */
export async function queueHealth(): Promise<QueueHealth> {
  const { store } = state();
  try {
    await withTimeout(store.ready(), ADD_TIMEOUT_MS);
    return { backend: store.kind, ok: true, isUnfit: false, detail: 'answers' };
  } catch (error) {
    const isUnfit = error instanceof AppError;
    if (isUnfit || store.kind === 'postgres')
      return { backend: store.kind, ok: false, isUnfit, detail: reasonOf(error) };
    const isTls = env().REDIS_URL?.startsWith('rediss:') ?? false;
    return { backend: store.kind, ok: false, isUnfit, ...explainRedisFault(error, isTls) };
  }
}

interface QueueHealth {
  backend: 'postgres' | 'redis';
  ok: boolean;
  /** It answers, and must not be used as it is set up: waiting will not help. */
  isUnfit: boolean;
  detail: string;
  /** What to change, where that is known of Redis. */
  remedy?: string;
}

/** Ends workers (after the jobs under way), queues and connections of this process. */
export async function closeQueues(): Promise<void> {
  const open = holder.belfryQueues;
  if (!open) return;
  await Promise.allSettled([...open.workers].map((worker) => worker.close()));
  await Promise.allSettled([...open.queues.values()].map((queue) => withTimeout(queue.close(), CLOSE_TIMEOUT_MS)));
  await open.store.close();
  delete holder.belfryQueues;
}

function toJobOptions({ jobId, delayMs, attemptCount = 1, backoffMs = 1_000 }: JobOptions): JobsOptions {
  // bullmq uses ":" in its keys and reads an id of digits only as its own numbering.
  if (jobId.includes(':') || /^\d*$/.test(jobId)) throw new Error(`"${jobId}" cannot be a job id`);
  return {
    jobId,
    delay: delayMs,
    attempts: attemptCount,
    backoff: { type: 'exponential', delay: backoffMs, jitter: 0.5 },
    removeOnComplete: true,
    // A failed job that stayed would keep the reconciler from adding the same id again; the log has the failure.
    removeOnFail: true,
  };
}
