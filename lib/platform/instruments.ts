import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { connectionCounts } from './db';

// The one home of Prometheus' library: every metric of a process, counted by the functions of metrics.ts. Labels are
// drawn from fixed lists only: never an id, a tenant's name or an endpoint, so that the number of series is bounded and
// a scrape tells nothing about anybody. docs/operate.md lists every metric.

export interface PostTimer {
  service: string;
  seconds: { observe(value: number): void };
  /** By status or reason, since the last scrape: the library's own counting costs several times as much. */
  counts: Map<number | string, number>;
}

type Instruments = ReturnType<typeof makeInstruments>;

// Next's bundles and the server's load this module twice in one process: one registry on globalThis.
const holder = globalThis as typeof globalThis & { belfryMetrics?: Instruments };

/** The metrics of this process; made at the first use. */
export function instruments(): Instruments {
  holder.belfryMetrics ??= makeInstruments();
  return holder.belfryMetrics;
}

function makeInstruments() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'belfry_db_connections',
    help: 'Connections of the hot-path pool of this process, and callers that wait for one',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(connectionCounts())) this.set({ state }, count);
    },
  });
  return {
    registry,
    /** Children by host name, so that a POST costs a look-up and an addition. */
    postsByHost: new Map<string, PostTimer>(),
    posts: new Counter({
      name: 'belfry_push_posts_total',
      help: 'POSTs to push services by what came of them',
      labelNames: ['service', 'code'],
      registers,
    }),
    postSeconds: new Histogram({
      name: 'belfry_push_post_seconds',
      help: 'From the call to the end of the answer, connecting included',
      labelNames: ['service'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
      registers,
    }),
    claimedRows: new Histogram({
      name: 'belfry_claim_rows',
      help: 'Rows that a claim looked at; 0: nothing was due',
      buckets: [0, 1, 8, 32, 64, 128, 256, 512],
      registers,
    }),
    settledRows: new Counter({
      name: 'belfry_settled_rows_total',
      help: 'Claimed rows given back to the database, by what became of them',
      labelNames: ['state'],
      registers,
    }),
    settles: new Counter({ name: 'belfry_settles_total', help: 'Settled groups', registers }),
    lostRows: new Counter({
      name: 'belfry_settle_lost_rows_total',
      help: 'Rows that another worker had taken over when they were to be settled',
      registers,
    }),
    ingest: new Counter({
      name: 'belfry_ingest_total',
      help: "What visitors' browsers reported and this process accepted",
      labelNames: ['kind'],
      registers,
    }),
    receiptRows: new Histogram({
      name: 'belfry_receipt_commit_rows',
      help: 'Deliveries marked by one group commit',
      buckets: [1, 10, 50, 100, 500, 1_000, 2_000],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'belfry_http_request_seconds',
      help: 'Requests answered by the API, embed, click and receipt routes',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'belfry_job_seconds',
      help: 'Jobs by queue and result',
      labelNames: ['queue', 'result'],
      buckets: [0.01, 0.05, 0.25, 1, 5, 15, 30, 60],
      registers,
    }),
    queueJobs: new Gauge({
      name: 'belfry_queue_jobs',
      help: 'Jobs in the store by queue and state; the same from every process',
      labelNames: ['queue', 'state'],
      registers,
    }),
    queueOldest: new Gauge({
      name: 'belfry_queue_oldest_seconds',
      help: 'How long the oldest waiting job of a queue could have run; the same from every process',
      labelNames: ['queue'],
      registers,
    }),
    openRows: new Gauge({
      name: 'belfry_open_deliveries',
      help: 'Planned deliveries of running runs without an end yet; the same from every process',
      labelNames: ['lane'],
      registers,
    }),
    oldestDue: new Gauge({
      name: 'belfry_oldest_due_seconds',
      help: 'How long the most overdue delivery of a running run has waited; the same from every process',
      labelNames: ['lane'],
      registers,
    }),
    openRuns: new Gauge({
      name: 'belfry_open_runs',
      help: 'Runs that have not ended, by status; the same from every process',
      labelNames: ['status'],
      registers,
    }),
    pausedKeys: new Gauge({
      name: 'belfry_push_paused_keys',
      help: 'VAPID keys for which a push service is backed off or waits for a person; the same from every process',
      labelNames: ['service', 'cause'],
      registers,
    }),
    windows: new Gauge({
      name: 'belfry_push_breakers',
      help: 'Circuit breakers of this process, one for each push service and VAPID key, by state',
      labelNames: ['lane', 'state'],
      registers,
    }),
    inFlight: new Gauge({
      name: 'belfry_push_in_flight',
      help: 'POSTs under way in this process',
      labelNames: ['lane'],
      registers,
    }),
    windowSize: new Gauge({
      name: 'belfry_push_window',
      help: 'POSTs that may be under way at once in this process, over all push services and keys',
      labelNames: ['lane'],
      registers,
    }),
    gaugesOk: new Gauge({
      name: 'belfry_gauges_up',
      help: '1 when this scrape could read the database or the queue, by source',
      labelNames: ['source'],
      registers,
    }),
  };
}
