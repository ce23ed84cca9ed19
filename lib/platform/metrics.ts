import { instruments, type PostTimer } from './instruments';
import { pushServiceOf } from './push-hosts';

/** How a row of a settled batch ended, by its state in the database. */
const STATE_NAMES = ['retry', 'sending', 'accepted', 'gone', 'rejected', 'expired', 'suppressed', 'unknown'] as const;
/** Answers that runbooks speak of; the rest are counted by their class. */
const STATUS_CODES = new Set([400, 401, 403, 404, 406, 408, 410, 413, 429, 500, 502, 503, 504]);
/** Host names seen by this process; sub-domains (Windows has many) come and go. */
const MAX_REMEMBERED_HOSTS = 1_000;

/**
 * Times one POST to a push service and counts what came of it.
 * @param post resolves with what PostOutcome of lib/delivery says; never rejects
 */
export function timePost<T extends { kind: string; status?: number; reason?: string }>(
  hostname: string,
  post: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  return post().then((outcome) => {
    const { seconds, counts } = postTimer(hostname);
    seconds.observe((performance.now() - startedAt) / 1_000);
    const code = outcome.status ?? outcome.reason ?? outcome.kind;
    counts.set(code, (counts.get(code) ?? 0) + 1);
    return outcome;
  });
}

function postTimer(hostname: string): PostTimer {
  const { postsByHost, postSeconds } = instruments();
  let timer = postsByHost.get(hostname);
  if (!timer) {
    if (postsByHost.size >= MAX_REMEMBERED_HOSTS) {
      countPosts();
      postsByHost.clear();
    }
    const service = pushServiceOf(hostname);
    timer = { service, seconds: postSeconds.labels({ service }), counts: new Map() };
    postsByHost.set(hostname, timer);
  }
  return timer;
}

function countPosts(): void {
  const { posts, postsByHost } = instruments();
  for (const { service, counts } of postsByHost.values()) {
    for (const [code, count] of counts) {
      posts.inc({ service, code: typeof code === 'number' ? codeOf(code) : code }, count);
    }
    counts.clear();
  }
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
  | 'prompts'
  | 'update'
  | 'unsubscribe'
  | 'track'
  | 'received'
  | 'shown'
  | 'clicked'
  | 'dismissed'
  | 'pages';

/** Counts what a visitor's browser reported. */
export function countIngest(kind: IngestKind, count = 1): void {
  instruments().ingest.inc({ kind }, count);
}

/** Deliveries that were marked anew; what a browser repeats is none. */
export type ReceiptCounts = Record<'received' | 'shown' | 'clicked' | 'dismissed', number>;

/**
 * Counts a group commit of receipts.
 * @param rowCount deliveries that it was about, repetitions too
 */
export function countReceiptCommit(rowCount: number, counts: ReceiptCounts): void {
  instruments().receiptRows.observe(rowCount);
  for (const [kind, count] of Object.entries(counts)) instruments().ingest.inc({ kind }, count);
}

/** @param route the pattern (`/c/:token`), never the path itself */
export function observeRequest(method: string, route: string, status: number, seconds: number): void {
  instruments().requestSeconds.observe({ method, route, status: `${Math.trunc(status / 100)}xx` }, seconds);
}

/** @param seconds from the job's start in this process to its end */
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
  countPosts();
  return { contentType: registry.contentType, text: await registry.metrics() };
}
