import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { sendJob } from '@/lib/jobs/send';
import { pool } from '@/lib/platform/db';
import { finishRun } from './finish-run';
import { type ShardOutcome, sendShard } from './send-shard';
import { sweepRun } from './sweep-run';

/** Rows that become due later than this are left to the reconciler. */
const LOOK_AHEAD_MS = 20_000;
/** A site with its share of the jobs comes again after this; others have had a turn then. */
const CROWDED_MS = 2_000;

/** One send job: sends what is due of the shard, then sees to what is left: another turn, a retry soon, or the end. */
export async function sendDue(
  runId: bigint,
  shard: number,
  lane: 'bulk' | 'priority',
  signal: AbortSignal,
): Promise<void> {
  const outcome = await sendShard(runId, shard, signal);
  if (outcome === 'joined' || outcome === 'ended') return;
  if (outcome === 'crowded') {
    const job = { runId: String(runId), shard, lane, cause: `wait-${Math.ceil(Date.now() / 1_000)}` };
    await enqueueOrLeave(sendJob, [job], { delayMs: CROWDED_MS });
    return;
  }
  await seeToRest(runId, shard, lane, outcome);
}

/** What a turn leaves: the run's end, another turn, or a retry soon. @param isFinished the run's end was seen to */
export async function seeToRest(
  runId: bigint,
  shard: number,
  lane: 'bulk' | 'priority',
  outcome: ShardOutcome,
  isFinished?: boolean,
): Promise<void> {
  const job = { runId: String(runId), shard, lane };
  // What was given back may come after the fan-out's look at a run that was cancelled.
  if (outcome === 'not_running') await sweepRun(runId, { maxPageCount: 1 });
  if ((isFinished ?? (await finishRun(runId))) || outcome === 'not_running') return;
  if (outcome === 'turn_over' || outcome === 'stopped') {
    await enqueueOrLeave(sendJob, [{ ...job, cause: `turn-${Date.now()}` }]);
    return;
  }
  const dueInMs = await nextDueMs(runId, shard);
  if (dueInMs === null || dueInMs > LOOK_AHEAD_MS) return;
  // Jobs that see the same row due later ask for one job, not for many.
  const second = Math.ceil((Date.now() + dueInMs) / 1_000);
  await enqueueOrLeave(sendJob, [{ ...job, cause: `due-${second}` }], {
    delayMs: Math.max(0, second * 1_000 - Date.now()),
  });
}

/** Milliseconds until the first pending row of the shard is due, null when there is none. */
async function nextDueMs(runId: bigint, shard: number): Promise<number | null> {
  const { rows } = await pool.query<{ due_in_ms: number }>(
    `SELECT (extract(epoch FROM due_at - now()) * 1000)::float8 AS due_in_ms FROM deliveries
     WHERE run_id = $1 AND shard = $2 AND state = 0 ORDER BY due_at LIMIT 1`,
    [runId, shard],
  );
  return rows[0] ? Math.max(0, rows[0].due_in_ms) : null;
}
