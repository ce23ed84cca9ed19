import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { connectionCounts } from './db';
import { pushServiceOf } from './push-hosts';

// The one home of Prometheus. Labels are drawn from fixed lists only: never an id, a tenant's name or an endpoint, so
// that the number of series is bounded and a scrape tells nothing about anybody. docs/operate.md lists every metric.

/** How a row of a settled batch ended, by its state in the database. */
const STATE_NAMES = ['retry', 'sending', 'accepted', 'gone', 'rejected', 'expired', 'suppressed', 'unknown'] as const;
/** Answers that runbooks speak of; the rest are counted by their class. */
const STATUS_CODES = new Set([400, 401, 403, 404, 406, 408, 410, 413, 429, 500, 502, 503, 504]);
/** Host names seen by this process; sub-domains (Windows has many) come and go. */
const MAX_REMEMBERED_HOSTS = 1_000;

type Instruments = ReturnType<typeof makeInstruments>;

// Next's bundles and the server's load this module twice in one process: one registry on globalThis.
const holder = globalThis as typeof globalThis & { belfryMetrics?: Instruments };

function instruments(): Instruments {
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
    postsByHost: new Map<string, { service: string; seconds: { observe(value: number): void } }>(),
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

/**
 * Times one POST to a push service and counts what came of it.
 * @param post resolves with what PostOutcome of lib/delivery says; never rejects
 */
export async function timePost<T extends { kind: string; status?: number; reason?: string }>(
  hostname: string,
  post: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  const outcome = await post();
  const { service, seconds } = postTimer(hostname);
  seconds.observe((performance.now() - startedAt) / 1_000);
  instruments().posts.inc({ service, code: outcome.status === undefined ? outcome.reason : codeOf(outcome.status) });
  return outcome;
}

function postTimer(hostname: string) {
  const { postsByHost, postSeconds } = instruments();
  let timer = postsByHost.get(hostname);
  if (!timer) {
    if (postsByHost.size >= MAX_REMEMBERED_HOSTS) postsByHost.clear();
    const service = pushServiceOf(hostname);
    timer = { service, seconds: postSeconds.labels({ service }) };
    postsByHost.set(hostname, timer);
  }
  return timer;
}

function codeOf(status: number): string {
  return STATUS_CODES.has(status) ? String(status) : `${Math.trunc(status / 100)}xx`;
}

/** Counts a claim and the rows that it looked at. */
export function countClaim(rowCount: number): void {
  instruments().claimedRows.observe(rowCount);
}

/**
 * Counts a settled group.
 * @param rows with their new state, as a number of the deliveries table
 * @param changedCount rows that were still this worker's
 */
export function countSettle(rows: readonly { state: number }[], changedCount: number): void {
  const { settles, settledRows, lostRows } = instruments();
  const byState = new Map<number, number>();
  for (const { state } of rows) byState.set(state, (byState.get(state) ?? 0) + 1);
  settles.inc();
  for (const [state, count] of byState) settledRows.inc({ state: STATE_NAMES[state] ?? 'other' }, count);
  if (changedCount < rows.length) lostRows.inc(rows.length - changedCount);
}

export type IngestKind =
  | 'subscribe'
  | 'update'
  | 'unsubscribe'
  | 'track'
  | 'received'
  | 'shown'
  | 'clicked'
  | 'dismissed';

/** Counts what a visitor's browser reported. */
export function countIngest(kind: IngestKind, count = 1): void {
  instruments().ingest.inc({ kind }, count);
}

/** Counts the deliveries that one group commit of receipts marked; what a browser repeats counts again. */
export function countReceiptCommit(
  marks: Iterable<{ isShown: boolean; isClicked: boolean; isDismissed: boolean }>,
): void {
  const counts = { received: 0, shown: 0, clicked: 0, dismissed: 0 };
  for (const mark of marks) {
    counts.received++;
    if (mark.isShown) counts.shown++;
    if (mark.isClicked) counts.clicked++;
    if (mark.isDismissed) counts.dismissed++;
  }
  instruments().receiptRows.observe(counts.received);
  for (const [kind, count] of Object.entries(counts)) instruments().ingest.inc({ kind }, count);
}

/** @param route the pattern (`/c/:token`), never the path itself */
export function observeRequest(method: string, route: string, status: number, seconds: number): void {
  instruments().requestSeconds.observe({ method, route, status: `${Math.trunc(status / 100)}xx` }, seconds);
}

export function observeJob(queue: string, result: 'done' | 'failed', seconds: number): void {
  instruments().jobSeconds.observe({ queue, result }, seconds);
}

export interface QueueGauges {
  queue: string;
  /** Jobs by state. */
  counts: Record<string, number>;
  /** Null when nothing waits. */
  oldestSeconds: number | null;
}

/** Replaces the gauges of the queues; null: the store did not answer, and old values would mislead. */
export function setQueueGauges(queues: QueueGauges[] | null): void {
  const { queueJobs, queueOldest, gaugesOk } = instruments();
  gaugesOk.set({ source: 'queue' }, queues ? 1 : 0);
  queueJobs.reset();
  queueOldest.reset();
  for (const { queue, counts, oldestSeconds } of queues ?? []) {
    for (const [state, count] of Object.entries(counts)) queueJobs.set({ queue, state }, count);
    queueOldest.set({ queue }, oldestSeconds ?? 0);
  }
}

export interface DeliveryGauges {
  runs: Record<string, number>;
  lanes: { lane: string; openCount: number; oldestDueSeconds: number }[];
  /** Keys by host name of the push service; `backed_off` until a time, `fault` until a person acts. */
  paused: { hostname: string; cause: 'backed_off' | 'fault'; count: number }[];
}

/** Replaces the gauges that the database knows; null: it did not answer. */
export function setDeliveryGauges(gauges: DeliveryGauges | null): void {
  const { openRows, oldestDue, openRuns, pausedKeys, gaugesOk } = instruments();
  gaugesOk.set({ source: 'database' }, gauges ? 1 : 0);
  for (const gauge of [openRows, oldestDue, openRuns, pausedKeys]) gauge.reset();
  if (!gauges) return;
  for (const [status, count] of Object.entries(gauges.runs)) openRuns.set({ status }, count);
  for (const { lane, openCount, oldestDueSeconds } of gauges.lanes) {
    openRows.set({ lane }, openCount);
    oldestDue.set({ lane }, oldestDueSeconds);
  }
  for (const { hostname, cause, count } of gauges.paused) {
    pausedKeys.inc({ service: pushServiceOf(hostname), cause }, count);
  }
}

/** Replaces the gauges of this process's windows and breakers. */
export function setWindowGauges(
  states: readonly { lane: string; state: string; size: number; inFlightCount: number }[],
): void {
  const { windows, inFlight, windowSize } = instruments();
  for (const gauge of [windows, inFlight, windowSize]) gauge.reset();
  for (const { lane, state, size, inFlightCount } of states) {
    windows.inc({ lane, state });
    inFlight.inc({ lane }, inFlightCount);
    windowSize.inc({ lane }, size);
  }
}

/** All metrics of this process in Prometheus' text format. */
export async function metricsText(): Promise<{ contentType: string; text: string }> {
  const { registry } = instruments();
  return { contentType: registry.contentType, text: await registry.metrics() };
}
