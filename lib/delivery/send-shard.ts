import { type ClaimedRow, claimBatch, LEASE_MS } from './claim-batch';
import { loadRun } from './load-run';
import { createOriginWindows, type LoadSignal } from './origin-window';
import { POST_TIMEOUT_MS } from './post-message';
import { createRowSender, type RowResult } from './send-row';
import { settleBatch } from './settle-batch';
import { weighResults } from './weigh-results';

const CLAIM_SIZE = 256;
const MAX_IN_FLIGHT = 128;
/** The next rows are claimed when so few wait, so that the push services never wait for the database. */
const LOW_WATER = 96;
/** When nothing could be started for so long, what waits is for push services without room: others' rows are claimed. */
const STUCK_MS = 1_000;
/** Up to so many rows are held for push services without room; then they are given back for STUCK_MS. */
const MAX_WAITING = 512;
const SETTLE_SIZE = 128;
const SETTLE_EVERY_MS = 100;
/** A job ends after this and is put at the end of the queue, so that runs share the workers. */
const TURN_MS = 15_000;

export type ShardOutcome = 'drained' | 'turn_over' | 'stopped' | 'not_running';

interface Waiting {
  row: ClaimedRow;
  /** Monotonic instants: last for starting a POST under the lease, and the run's expiry. */
  startBefore: number;
  expiresAt: number;
}

// Of the process, not of the job: jobs of many runs post to the same push services.
let windows = createOriginWindows();
// The jobs under way. When a request ends, the room that it leaves is offered to the others first.
const pumps = new Set<() => void>();

/** Has this process try every push service at once: the operator changed something, or a test did. */
export function forgetPauses(): void {
  windows = createOriginWindows();
}

/**
 * Sends what is due of one shard of a run: claims, posts with bounded concurrency, settles in groups, until nothing
 * more is due, its turn is over or `signal` stops it. What was claimed and not posted is given back.
 */
export async function sendShard(runId: bigint, shard: number, signal: AbortSignal): Promise<ShardOutcome> {
  const run = await loadRun(runId);
  if (!run) return 'not_running';
  const sendRow = createRowSender(run);
  const turnEndsAt = performance.now() + TURN_MS;

  /** Claimed and not started, by push service and key. */
  const waiting = new Map<string, Waiting[]>();
  let waitingCount = 0;
  let results: RowResult[] = [];
  let inFlightCount = 0;
  let isDrained = false;
  let failure: unknown;
  let lastSettleAt = performance.now();
  let lastStartAt = lastSettleAt;
  /** An answer may ask for a pause, which is decided when it is settled: at once, or a whole window more is refused. */
  let isAlarmed = false;
  let wake: () => void = () => undefined;

  const giveBack = (row: ClaimedRow, delayMs: number) =>
    results.push({ row, verdict: { outcome: 'unsent', delayMs }, statusCode: null, answerText: '' });

  /** Gives back all that waits for one push service. */
  const giveBackAll = (queue: Waiting[], delayMs: number) => {
    waitingCount -= queue.length;
    for (const { row } of queue.splice(0)) giveBack(row, delayMs);
  };

  const startWhatFits = () => {
    if (waitingCount === 0) return;
    const now = performance.now();
    for (const [key, queue] of waiting) {
      const pausedMs = windows.pausedMs(key);
      if (signal.aborted || failure !== undefined || pausedMs > 0) giveBackAll(queue, pausedMs);
      while (inFlightCount < MAX_IN_FLIGHT && windows.hasRoom(key)) {
        const next = queue.shift();
        if (!next) break;
        waitingCount--;
        if (now > next.startBefore) giveBack(next.row, 0);
        else start(next, key, now);
      }
    }
  };

  const start = ({ row, expiresAt }: Waiting, key: string, now: number) => {
    inFlightCount++;
    lastStartAt = now;
    windows.start(key);
    const end = (load: LoadSignal) => {
      inFlightCount--;
      windows.end(key, load);
      pumps.delete(startWhatFits);
      pumps.add(startWhatFits);
      for (const pump of pumps) pump();
      if (results.length >= SETTLE_SIZE || waitingCount < LOW_WATER || inFlightCount === 0 || isAlarmed) wake();
    };
    sendRow(row, expiresAt - now).then(
      (result) => {
        results.push(result);
        isAlarmed ||= asksForPause(result) && windows.pausedMs(key) === 0;
        end(loadSignal(result));
      },
      (error: unknown) => {
        // Our bug: this row is in doubt, and the job ends with the error once the others are settled.
        failure ??= error;
        end('other');
      },
    );
  };

  const claim = async () => {
    const claimedAt = performance.now();
    const batch = await claimBatch(runId, shard, CLAIM_SIZE);
    isDrained = batch.seenCount === 0;
    const startBefore = claimedAt + LEASE_MS - POST_TIMEOUT_MS * 2;
    for (const row of batch.rows) {
      const key = keyOf(row.originId, row.vapidKeyId);
      const queue = waiting.get(key) ?? [];
      waiting.set(key, queue);
      queue.push({ row, startBefore, expiresAt: claimedAt + batch.msLeft });
    }
    waitingCount += batch.rows.length;
    lastStartAt = performance.now();
  };

  const settle = async () => {
    const group = results;
    results = [];
    isAlarmed = false;
    lastSettleAt = performance.now();
    const weighed = weighResults(group, {
      ambiguityPolicy: run.ambiguityPolicy,
      failureCount: (originId, vapidKeyId) => windows.failureCount(keyOf(originId, vapidKeyId)),
      hasAcceptedLately: (originId, vapidKeyId) => windows.hasAcceptedLately(keyOf(originId, vapidKeyId)),
    });
    for (const { originId, vapidKeyId, ms } of weighed.pauses) windows.pause(keyOf(originId, vapidKeyId), ms);
    await settleBatch({ runId, siteId: run.siteId, ...weighed });
  };

  const onStop = () => {
    startWhatFits();
    wake();
  };
  signal.addEventListener('abort', onStop);
  pumps.add(startWhatFits);
  try {
    for (;;) {
      const isEnding = signal.aborted || failure !== undefined || isDrained || performance.now() > turnEndsAt;
      const isStuck = performance.now() - lastStartAt > STUCK_MS;
      if (isStuck && waitingCount >= MAX_WAITING) for (const queue of waiting.values()) giveBackAll(queue, STUCK_MS);
      if (!isEnding && (waitingCount < LOW_WATER || isStuck)) await claim();
      startWhatFits();
      const isIdle = inFlightCount === 0 && waitingCount === 0;
      const isSettleDue =
        results.length >= SETTLE_SIZE || performance.now() - lastSettleAt >= SETTLE_EVERY_MS || isIdle || isAlarmed;
      if (results.length > 0 && isSettleDue) {
        await settle();
        continue;
      }
      if (isIdle && results.length === 0) {
        if (failure !== undefined) throw failure;
        if (signal.aborted) return 'stopped';
        if (isDrained) return 'drained';
        if (performance.now() > turnEndsAt) return 'turn_over';
        continue;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, SETTLE_EVERY_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    pumps.delete(startWhatFits);
    signal.removeEventListener('abort', onStop);
  }
}

function keyOf(originId: number, vapidKeyId: bigint): string {
  return `${originId} ${vapidKeyId}`;
}

function asksForPause({ verdict }: RowResult): boolean {
  return verdict.outcome === 'fault' || (verdict.outcome === 'retry' && verdict.scope === 'origin');
}

function loadSignal({ verdict }: RowResult): LoadSignal {
  if (verdict.outcome === 'accepted') return 'accepted';
  return verdict.outcome === 'retry' && verdict.scope === 'origin' ? 'throttled' : 'other';
}
