import type { FrozenAudience } from '@/lib/contracts/campaigns';
import type { OwnTimes } from '@/lib/contracts/schedules';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { sendJob } from '@/lib/jobs/send';
import { pool } from '@/lib/platform/db';
import { pause } from '@/lib/platform/pause';
import { finishRun } from './finish-run';
import { PLAN_PAGE_SIZE, planPage } from './plan-page';
import { messagesCome } from './send-lanes';
import { sweepRun } from './sweep-run';

/** Small, so that the first push leaves at once; enough to keep the senders busy until the next page is there. */
const FIRST_PAGE_SIZE = 1_000;
/** Senders that find nothing end, and are called for after these pages at once, later every second. */
const PAGES_CALLED_FOR = 3;
const CALL_EVERY_MS = 1_000;
/**
 * So many rows ahead of the senders planning rests as long as it works, and twice as long when it is twice as far: they,
 * and others' messages, need the database.
 */
const FAR_AHEAD = 50_000;
const MAX_RESTS = 2;
const MAX_REST_MS = 1_000;
/** A throttled run needs no more than what it sends in so many minutes: beyond that planning rests longest. */
const MINUTES_AHEAD = 1;
/** The same while messages of the API come, each of which a page would hold up. */
const POLITE = { pageSize: 2_000, farAhead: 10_000, maxRests: 4 };

/** What a turn of planning came to. */
export type FanOutOutcome =
  | { kind: 'ended' }
  /** Others' runs have their turn; this one goes on after `delayMs`. */
  | { kind: 'turn_over'; delayMs: number }
  /** Another job of this process plans the run, and looks again before it ends. */
  | { kind: 'joined' };

/** Runs that this process plans now. */
const planned = new Map<bigint, { isAskedAgain: boolean }>();

/**
 * Plans what is left of a run, and calls for senders meanwhile, so that the first push leaves while planning goes on. A
 * cancelled run is planned to its end too, as suppressed, then what is left of it is closed.
 * @param signal stops after the page under way; the reconciler or the next worker resumes at the cursor
 * @param turnMs after that, or when it is far enough ahead of the senders, its turn is over; unless told it goes on to
 *   the end, and rests in between
 */
export async function fanOutRun(
  runId: bigint,
  signal?: AbortSignal,
  turnMs = Number.POSITIVE_INFINITY,
): Promise<FanOutOutcome> {
  const known = planned.get(runId);
  if (known) {
    known.isAskedAgain = true;
    return { kind: 'joined' };
  }
  const turn = { isAskedAgain: false };
  planned.set(runId, turn);
  try {
    for (;;) {
      turn.isAskedAgain = false;
      const outcome = await planTurn(runId, performance.now() + turnMs, signal);
      // It was cancelled, say, after this turn had looked.
      if (outcome.kind !== 'ended' || !turn.isAskedAgain || signal?.aborted) return outcome;
    }
  } finally {
    planned.delete(runId);
  }
}

async function planTurn(runId: bigint, endsAt: number, signal?: AbortSignal): Promise<FanOutOutcome> {
  const run = await readRun(runId);
  if (!run) return { kind: 'ended' };
  const isTurnOver = () => performance.now() >= endsAt;
  const isSplit = run.arm_cuts.length > 0;
  const split = isSplit
    ? { seed: run.seed_run_id ?? runId, cuts: run.arm_cuts, hasHeldOut: run.seed_run_id === null }
    : null;
  let pageCount = run.has_begun ? PAGES_CALLED_FOR : 0;
  // Two names in turn, not one a call: a job that waits is told of later pages too, and the queue stays short.
  let callCount = Math.floor(Date.now() / CALL_EVERY_MS);
  let calledAt = Number.NEGATIVE_INFINITY;
  while (!run.is_planned && !signal?.aborted) {
    if (isTurnOver()) return { kind: 'turn_over', delayMs: 0 };
    const isPolite = run.lane === 'bulk' && messagesCome();
    const pageSize = pageCount === 0 ? FIRST_PAGE_SIZE : isPolite ? POLITE.pageSize : PLAN_PAGE_SIZE;
    const startedAt = performance.now();
    const page = await planPage(runId, run.site_id, run.audience, pageSize, run.local_time, split);
    if (!page) break;
    const isCallDue = pageCount < PAGES_CALLED_FOR || performance.now() - calledAt >= CALL_EVERY_MS;
    if (page.isComplete ? page.plannedCount > 0 || pageCount > 0 : page.plannedCount > 0 && isCallDue) {
      const shards = Array.from({ length: run.shard_count }, (_, shard) => shard);
      const cause = page.isComplete ? 'planned' : `page-${callCount++ % 2}`;
      await enqueueOrLeave(
        sendJob,
        shards.map((shard) => ({ runId: String(runId), shard, lane: run.lane, cause })),
      );
      calledAt = performance.now();
    }
    if (page.plannedCount > 0) pageCount++;
    if (page.isComplete) break;
    const restMs = await restAfter(run, runId, performance.now() - startedAt, isPolite);
    if (restMs > 0 && endsAt < Number.POSITIVE_INFINITY) return { kind: 'turn_over', delayMs: restMs };
    if (restMs > 0) await pause(restMs, signal);
  }
  while ((await sweepRun(runId, { maxPageCount: 1 })) > 0 && !signal?.aborted) {
    if (isTurnOver()) return { kind: 'turn_over', delayMs: 0 };
  }
  // Nobody matched, or all were suppressed: there is no sender to notice the end.
  await finishRun(runId);
  return { kind: 'ended' };
}

interface PlannedRun {
  site_id: bigint;
  audience: FrozenAudience;
  shard_count: number;
  lane: 'bulk' | 'priority';
  is_planned: boolean;
  /** Some of it is planned. */
  has_begun: boolean;
  local_time: OwnTimes | null;
  arm_cuts: number[];
  seed_run_id: bigint | null;
  throttle_per_minute: number | null;
}

async function readRun(runId: bigint): Promise<PlannedRun | undefined> {
  const { rows } = await pool.query<PlannedRun>(
    `SELECT site_id, audience, local_time, arm_cuts, seed_run_id, throttle_per_minute, shard_count, lane::text,
       planned_at IS NOT NULL AS is_planned, audience_count > 0 AS has_begun
     FROM runs WHERE id = $1 AND finished_at IS NULL`,
    [runId],
  );
  return rows[0];
}

/** How long planning rests after a page that took `pageMs`; 0 unless it is far ahead of the senders. */
async function restAfter(run: PlannedRun, runId: bigint, pageMs: number, isPolite: boolean): Promise<number> {
  const [maxRests, farAhead] = isPolite ? [POLITE.maxRests, POLITE.farAhead] : [MAX_RESTS, FAR_AHEAD];
  const openCount = await readOpenCount(runId);
  const isEnough = run.throttle_per_minute !== null && openCount > run.throttle_per_minute * MINUTES_AHEAD;
  if (isEnough) return MAX_REST_MS;
  const rests = Math.min(maxRests, openCount / farAhead);
  return rests >= 1 ? Math.min(pageMs * rests, MAX_REST_MS) : 0;
}

/** Rows that are planned and not settled. */
async function readOpenCount(runId: bigint): Promise<number> {
  const { rows } = await pool.query<{ open_count: bigint }>({
    name: 'read-open-count',
    text: `SELECT COALESCE(sum(planned_count - accepted_count - gone_count - rejected_count - expired_count
      - suppressed_count - unknown_count), 0)::bigint AS open_count FROM run_counters WHERE run_id = $1`,
    values: [runId],
  });
  return Number(rows[0]?.open_count ?? 0);
}
