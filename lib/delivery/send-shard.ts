import { type ClaimedRow, claimBatch, LEASE_MS } from './claim-batch';
import { loadRun } from './load-run';
import { createOriginWindows, type LoadSignal } from './origin-window';
import { POST_TIMEOUT_MS } from './post-message';
import { createRowSender, type RowResult } from './send-row';
import { settleBatch } from './settle-batch';
import { weighResults } from './weigh-results';

export const CLAIM_SIZE = 256;
const MAX_IN_FLIGHT = 128;
/** The next rows are claimed when so few wait, so that the push services never wait for the database. */
const LOW_WATER = 96;
const SETTLE_SIZE = 128;
const SETTLE_EVERY_MS = 100;
/** A job ends after this and is put at the end of the queue, so that runs share the workers. */
const TURN_MS = 15_000;
/** When nothing could be started for so long, what waits is given back, and is due again after the same time. */
const STUCK_MS = 1_000;

export type ShardOutcome = 'drained' | 'turn_over' | 'stopped' | 'not_running';

interface Waiting {
  row: ClaimedRow;
  /** Monotonic instants: last for starting a POST under the lease, and the run's expiry. */
  startBefore: number;
  expiresAt: number;
}

// Of the process, not of the job: jobs of many runs post to the same push services.
let windows = createOriginWindows();

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

  let waiting: Waiting[] = [];
  let results: RowResult[] = [];
  let inFlightCount = 0;
  let isDrained = false;
  let failure: unknown;
  let lastSettleAt = performance.now();
  let lastStartAt = lastSettleAt;
  let wake: () => void = () => undefined;

  const giveBack = (row: ClaimedRow, delayMs: number) =>
    results.push({ row, verdict: { outcome: 'unsent', delayMs }, statusCode: null, answerText: '' });

  const startWhatFits = () => {
    if (waiting.length === 0) return;
    const kept: Waiting[] = [];
    for (const [index, one] of waiting.entries()) {
      if (inFlightCount >= MAX_IN_FLIGHT && !signal.aborted) {
        kept.push(...waiting.slice(index));
        break;
      }
      const now = performance.now();
      const key = keyOf(one.row);
      const pausedMs = windows.pausedMs(key);
      if (signal.aborted || failure || now > one.startBefore) giveBack(one.row, 0);
      else if (pausedMs > 0) giveBack(one.row, pausedMs);
      else if (windows.hasRoom(key)) start(one, key, now);
      else kept.push(one);
    }
    waiting = kept;
  };

  const start = ({ row, expiresAt }: Waiting, key: string, now: number) => {
    inFlightCount++;
    lastStartAt = now;
    windows.start(key);
    sendRow(row, expiresAt - now)
      .then(
        (result) => {
          windows.end(key, loadSignal(result));
          results.push(result);
        },
        (error: unknown) => {
          windows.end(key, 'other');
          // Our bug: this row is in doubt, and the job ends with the error once the others are settled.
          failure ??= error;
        },
      )
      .finally(() => {
        inFlightCount--;
        startWhatFits();
        if (results.length >= SETTLE_SIZE || waiting.length < LOW_WATER || inFlightCount === 0) wake();
      });
  };

  const settle = async () => {
    const group = results;
    results = [];
    lastSettleAt = performance.now();
    const weighed = weighResults(group, {
      ambiguityPolicy: run.ambiguityPolicy,
      failureCount: (originId, vapidKeyId) => windows.failureCount(`${originId} ${vapidKeyId}`),
      hasAcceptedLately: (originId, vapidKeyId) => windows.hasAcceptedLately(`${originId} ${vapidKeyId}`),
    });
    for (const { originId, vapidKeyId, ms } of weighed.pauses) windows.pause(`${originId} ${vapidKeyId}`, ms);
    await settleBatch({ runId, siteId: run.siteId, ...weighed });
  };

  const onStop = () => {
    startWhatFits();
    wake();
  };
  signal.addEventListener('abort', onStop);
  try {
    for (;;) {
      const isEnding = signal.aborted || failure !== undefined || isDrained || performance.now() > turnEndsAt;
      if (!isEnding && waiting.length < LOW_WATER) {
        const claimedAt = performance.now();
        const batch = await claimBatch(runId, shard, CLAIM_SIZE);
        isDrained = batch.seenCount === 0;
        const startBefore = claimedAt + LEASE_MS - POST_TIMEOUT_MS * 2;
        for (const row of batch.rows) waiting.push({ row, startBefore, expiresAt: claimedAt + batch.msLeft });
        lastStartAt = performance.now();
      }
      startWhatFits();
      if (waiting.length >= LOW_WATER && performance.now() - lastStartAt > STUCK_MS) {
        // It waits for push services without room: others' rows could not be claimed behind it.
        for (const { row } of waiting) giveBack(row, STUCK_MS);
        waiting = [];
      }
      const isIdle = inFlightCount === 0 && waiting.length === 0;
      const isSettleDue =
        results.length >= SETTLE_SIZE || performance.now() - lastSettleAt >= SETTLE_EVERY_MS || isIdle;
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
    signal.removeEventListener('abort', onStop);
  }
}

function keyOf(row: ClaimedRow): string {
  return `${row.originId} ${row.vapidKeyId}`;
}

function loadSignal({ verdict }: RowResult): LoadSignal {
  if (verdict.outcome === 'accepted') return 'accepted';
  return verdict.outcome === 'retry' && verdict.scope === 'origin' ? 'throttled' : 'other';
}
