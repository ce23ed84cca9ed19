import { createPostgresBackend, createRedisBackend, type JobsOptions, runMigrations, withBackend } from 'bullmq';
import { logRarely } from './log-rarely';
import { openPool } from './open-pool';
import { connectRedis, makeReadyCheck, RECONNECT_MS, type RedisClient, type RedisTarget } from './redis-connection';

export type { JobsOptions };

// The two backends of bullmq behind one interface, each with its connections.

const CONNECT_TIMEOUT_MS = 2_000;
/** A worker without a job looks for one this often, notified or not. */
const MAX_WAIT_SECONDS = 5;
const QUEUE_SCHEMA = 'bullmq';
/** Hash tag: all keys of Belfry live in one slot of a Redis cluster. */
const REDIS_PREFIX = '{belfry}';
// A killed worker's job is taken over after at most lock + one interval: under the 30 s of delivery.md, fault 3.
const LOCK_MS = 15_000;
const STALLED_INTERVAL_MS = 5_000;

export interface WorkerOptions {
  concurrency: number;
}

/** What both backends give us; their classes differ in the type of their connection only. */
export interface Store {
  kind: 'postgres' | 'redis';
  /** Resolves when the store answers and is fit for use; cheap when it was before. */
  ready(): Promise<void>;
  makeQueue(name: string): RawQueue;
  makeWorker(name: string, process: (job: RawJob) => Promise<void>, options: WorkerOptions): RawWorker;
  close(): Promise<void>;
}

export interface RawJob {
  id?: string;
  name: string;
  data: unknown;
  attemptsMade: number;
  opts: JobsOptions;
}

interface StoredJob {
  /** Milliseconds since 1970, by the clock of who added it. */
  timestamp: number;
  delay: number;
}

export interface RawQueue {
  getJobCounts(): Promise<Record<string, number>>;
  getJobs(types: ('waiting' | 'prioritized')[], start: number, end: number, asc: boolean): Promise<StoredJob[]>;
  add(name: string, data: unknown, options: JobsOptions): Promise<unknown>;
  addBulk(jobs: { name: string; data: unknown; opts: JobsOptions }[]): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

export interface RawWorker {
  waitUntilReady(): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: RawJob | undefined, error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

function workerOptions({ concurrency }: WorkerOptions) {
  return {
    concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_INTERVAL_MS,
    // Dying workers are normal (deployments); every job may run again, so that none is failed for it.
    maxStalledCount: 1_000_000,
    runRetryDelay: RECONNECT_MS,
  };
}

/** Jobs in Postgres, in a schema of their own. */
export function postgresStore(connectionString: string): Store {
  const backend = withBackend(createPostgresBackend);
  // Each worker keeps one connection for LISTEN, added in makeWorker.
  const pool = openPool(
    {
      connectionString,
      max: 4,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      options: `-c search_path=${QUEUE_SCHEMA}`,
      application_name: 'belfry-queue',
    },
    unanswered('queue connection'),
  );
  pool.setMaxListeners(0);
  let migrated = false;
  return {
    kind: 'postgres',
    ready: async () => {
      const client = await pool.connect();
      try {
        if (migrated) await client.query('SELECT 1');
        else await runMigrations(client, QUEUE_SCHEMA);
        migrated = true;
        client.release();
      } catch (error) {
        client.release(true);
        throw error;
      }
    },
    makeQueue: (name) => new backend.Queue<unknown>(name, { connection: pool }),
    makeWorker: (name, process, options) => {
      pool.options.max = (pool.options.max ?? 4) + 2;
      const worker = new backend.Worker(name, process, { connection: pool, ...workerOptions(options) });
      // After an error while it waits, bullmq 6.7 waits for the next notification, an hour at most; a job that was
      // added meanwhile would lie there, and the reconciler's repetition of it, being one already, notifies nobody.
      Object.defineProperty(worker, 'maximumBlockTimeout', { value: MAX_WAIT_SECONDS });
      return worker;
    },
    close: () => pool.end(),
  };
}

/** Jobs in Redis or Valkey, alone or a cluster. */
export function redisStore(target: RedisTarget): Store {
  const backend = withBackend(createRedisBackend);
  const clients: RedisClient[] = [];
  const connect = (use: 'producer' | 'worker') => {
    const client = connectRedis(target, use);
    client.on('error', unanswered('queue connection'));
    clients.push(client);
    return client;
  };
  const producer = connect('producer');
  return {
    kind: 'redis',
    ready: makeReadyCheck(producer),
    makeQueue: (name) => new backend.Queue<unknown>(name, { connection: producer, prefix: REDIS_PREFIX }),
    makeWorker: (name, process, options) =>
      new backend.Worker(name, process, {
        connection: connect('worker'),
        prefix: REDIS_PREFIX,
        ...workerOptions(options),
      }),
    close: async () => {
      for (const client of clients) client.disconnect();
    },
  };
}

/** For an error that passes by itself: said, and not at each repetition. */
export function unanswered(source: string): (error: unknown) => void {
  return logRarely(`${source}: the job store does not answer`);
}
