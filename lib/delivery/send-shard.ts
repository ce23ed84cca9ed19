import { type ClaimedRow, claimBatch, LEASE_MS } from './claim-batch';
import { claimMessage, MAX_SHARED_ROWS, sharesStatements } from './claim-messages';
import { loadRun, type SendableRun } from './load-run';
import { asksForPause, loadSignal } from './load-signal';
import type { LoadSignal } from './origin-window';
import { POST_TIMEOUT_MS } from './post-message';
import { type Lane, laneOf, originKey, pauseOrigin } from './send-lanes';
import { createRowSender, type RowResult } from './send-row';
import { settleBatch } from './settle-batch';
import { settleMessage } from './settle-messages';
import { returnTokens, takeTokens } from './take-tokens';
import { createWaitingRows } from './waiting-rows';
import { type RunControl, watchRun } from './watch-run';
import { weighResults } from './weigh-results';

/** Rows that the jobs of a lane hold in all, so that a killed process leaves few in doubt (I4). */
export const ROWS_IN_HAND = 2_048;
const MAX_CLAIM_SIZE = 256;
const MIN_CLAIM_SIZE = 32;
/** The next rows are claimed when so few of a claim wait, so that the push services never wait for the database. */
const LOW_WATER_SHARE = 3 / 8;
const SETTLE_SIZE = 128;
/** Results wait for others so long at most. */
const SETTLE_AFTER_MS = 100;
/** A job ends after this and is put at the end of the queue, so that runs share the workers. */
const TURN_MS = 10_000;
/** A throttled run asks for leave this often: rarely enough to be cheap, often enough to be smooth. */
const MIN_THROTTLE_WAIT_MS = 500;
const MAX_THROTTLE_WAIT_MS = 1_000;

export type ShardOutcome =
  | 'drained'
  /** A message of the API that ended with its last row. */
  | 'ended'
  | 'turn_over'
  | 'stopped'
  /** Paused, cancelled, done or gone: before or while it was sent. */
  | 'not_running'
  /** Another job of this process sends the shard, and looks again before it ends. */
  | 'joined'
  /** The site has its share of this process's jobs. */
  | 'crowded';

/**
 * Sends what is due of one shard of a run: claims, posts with bounded concurrency, settles in groups, until nothing
 * more is due, its turn is over, the run is halted or `signal` stops it. What was claimed and not posted is given back.
 */
export async function sendShard(runId: bigint, shard: number, signal: AbortSignal): Promise<ShardOutcome> {
  const run = await loadRun(runId);
  return run ? sendLoadedShard(run, shard, signal) : 'not_running';
}

/** The same for a run that was read a moment ago. */
export async function sendLoadedShard(run: SendableRun, shard: number, signal: AbortSignal): Promise<ShardOutcome> {
  const lane = laneOf(run.lane);
  lane.usedAt = performance.now();
  const name = `${run.id} ${shard}`;
  const known = lane.shards.get(name);
  if (known) {
    known.isAskedAgain = true;
    return 'joined';
  }
  if (run.lane === 'bulk' && !lane.jobs.hasRoom(run.siteId)) return 'crowded';
  const job = { isAskedAgain: false };
  lane.shards.set(name, job);
  lane.jobs.take(run.siteId);
  try {
    return await sendTurn(run, shard, lane, job, signal);
  } finally {
    lane.jobs.give(run.siteId);
    lane.shards.delete(name);
  }
}

async function sendTurn(
  run: SendableRun,
  shard: number,
  lane: Lane,
  job: { isAskedAgain: boolean },
  signal: AbortSignal,
): Promise<ShardOutcome> {
  const sendRow = createRowSender(run);
  const isShared = sharesStatements(run, sendRow.columns.length);
  const turnEndsAt = performance.now() + TURN_MS;
  const { windows } = lane;
  let results: RowResult[] = [];
  let inFlightCount = 0;
  let isDrained = false;
  let hasEnded = false;
  let isHalted = false;
  let failure: unknown;
  let firstResultAt = 0;
  let throttlePerMinute = run.throttlePerMinute;
  let nextClaimAt = 0;
  /** An answer may ask for a pause, which is decided when it is settled: at once, or a whole window more is refused. */
  let isAlarmed = false;
  let wake: () => void = () => undefined;
  const claimSize = () =>
    Math.max(MIN_CLAIM_SIZE, Math.min(MAX_CLAIM_SIZE, Math.floor(ROWS_IN_HAND / lane.shards.size)));
  const mustStop = () => signal.aborted || isHalted || failure !== undefined;
  const needsRows = () => waiting.movingCount() < claimSize() * LOW_WATER_SHARE;

  const addResult = (result: RowResult) => {
    if (results.length === 0) firstResultAt = performance.now();
    results.push(result);
  };

  const start = (row: ClaimedRow, key: string, msLeft: number) => {
    inFlightCount++;
    lane.sites.take(run.siteId);
    lane.origins.take(row.originId);
    const turn = windows.start(key);
    const end = (load: LoadSignal) => {
      inFlightCount--;
      lane.sites.give(run.siteId);
      lane.origins.give(row.originId);
      windows.end(key, load, turn);
      lane.rounds.request();
      if (results.length >= SETTLE_SIZE || inFlightCount === 0 || isAlarmed || needsRows()) wake();
    };
    sendRow(row, msLeft).then(
      (result) => {
        addResult(result);
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

  const waiting = createWaitingRows({
    lane,
    siteId: run.siteId,
    start,
    giveBack: (row, delayMs) =>
      addResult({ row, verdict: { outcome: 'unsent', delayMs }, statusCode: null, answerText: '' }),
  });
  // In the rounds only while something waits: a rush of messages is a rush of jobs, each with one row.
  const starter = (quantum: number) => {
    const startedCount = mustStop() ? 0 : waiting.startSome(quantum);
    if (waiting.count() === 0) lane.rounds.remove(run.siteId, starter);
    return startedCount;
  };

  const claim = async () => {
    let limit = isShared ? MAX_SHARED_ROWS : claimSize();
    if (throttlePerMinute !== null) {
      const grant = await takeTokens(run.id, limit);
      limit = grant.count;
      nextClaimAt = performance.now() + Math.min(MAX_THROTTLE_WAIT_MS, Math.max(MIN_THROTTLE_WAIT_MS, grant.waitMs));
      if (limit === 0) return;
    }
    const claimedAt = performance.now();
    job.isAskedAgain = false;
    const batch = await (isShared
      ? claimMessage(run.id)
      : lane.database(() => claimBatch(run.id, shard, limit, sendRow.columns)));
    if (throttlePerMinute !== null && batch.rows.length < limit) {
      await returnTokens(run.id, limit - batch.rows.length);
    }
    // A short message's rows are all there at once: it need not be asked for more.
    isDrained = batch.seenCount === 0 || (run.lane === 'priority' && batch.seenCount < limit);
    const startBefore = claimedAt + LEASE_MS - POST_TIMEOUT_MS * 2;
    for (const row of batch.rows) {
      const key = originKey(row.originId, row.vapidKeyId);
      // A claim takes nothing of a push service that is paused in the database.
      windows.lift(key, claimedAt);
      if (row.originFailureCount > 0) windows.suspect(key, row.originFailureCount);
      waiting.add(row, startBefore, claimedAt + row.msLeft);
    }
    if (waiting.count() > 0) lane.rounds.add(run.siteId, starter);
  };

  const settle = async () => {
    const group = results;
    results = [];
    isAlarmed = false;
    const weighed = weighResults(group, {
      ambiguityPolicy: run.ambiguityPolicy,
      failureCount: (originId, vapidKeyId) => windows.failureCount(originKey(originId, vapidKeyId)),
      hasAcceptedLately: (originId, vapidKeyId) => windows.hasAcceptedLately(originKey(originId, vapidKeyId)),
    });
    const storing = weighed.pauses.map((pause) => pauseOrigin(originKey(pause.originId, pause.vapidKeyId), pause.ms));
    const settled = { runId: run.id, siteId: run.siteId, ...weighed };
    try {
      if (isShared) hasEnded = (await settleMessage(settled)).hasEnded;
      else await lane.database(() => settleBatch(settled));
    } finally {
      for (const end of storing) end();
    }
    const unsentCount = weighed.settlements.filter((row) => row.isUnsent).length;
    if (throttlePerMinute !== null && unsentCount > 0) await returnTokens(run.id, unsentCount);
  };

  /** The job ends with the error, but what is in flight is waited for and settled first. */
  const fail = (error: unknown) => {
    failure ??= error;
  };

  const onStop = () => wake();
  const onControl = (control: RunControl) => {
    isHalted ||= !control.isRunning;
    const before = throttlePerMinute ?? Number.POSITIVE_INFINITY;
    throttlePerMinute = control.throttlePerMinute;
    const after = throttlePerMinute ?? Number.POSITIVE_INFINITY;
    if (after !== before) nextClaimAt = 0;
    // What waits was claimed at the faster pace.
    if (after < before) waiting.giveBackAll(0);
    if (isHalted || after !== before) wake();
  };
  const endWatch = watchRun(run.id, onControl);
  signal.addEventListener('abort', onStop);
  try {
    for (;;) {
      if (isDrained && job.isAskedAgain) isDrained = false;
      const isEnding = mustStop() || isDrained || performance.now() > turnEndsAt;
      if (mustStop()) waiting.giveBackAll(0);
      waiting.giveBackStuck(!isEnding);
      if (!isEnding && needsRows() && performance.now() >= nextClaimAt) await claim().catch(fail);
      if (waiting.count() > 0) lane.rounds.request();
      const isIdle = inFlightCount === 0 && waiting.count() === 0;
      const isSettleDue =
        results.length >= SETTLE_SIZE || performance.now() - firstResultAt >= SETTLE_AFTER_MS || isIdle || isAlarmed;
      if (results.length > 0 && isSettleDue) {
        await settle().catch(fail);
        continue;
      }
      if (isIdle && results.length === 0) {
        if (failure !== undefined) throw failure;
        if (hasEnded) return 'ended';
        if (signal.aborted) return 'stopped';
        if (isHalted) return 'not_running';
        if (isDrained && !job.isAskedAgain) return 'drained';
        if (performance.now() > turnEndsAt) return 'turn_over';
        if (performance.now() >= nextClaimAt) continue;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, SETTLE_AFTER_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    endWatch();
    lane.rounds.remove(run.siteId, starter);
    signal.removeEventListener('abort', onStop);
  }
}
