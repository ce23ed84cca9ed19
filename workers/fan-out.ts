import { fanOutRun } from '@/lib/delivery/fan-out-run';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
import type { JobHandlers } from './run-worker';

/** A job plans for so long and is put at the end of the queue, so that no giant keeps others' campaigns from starting. */
const TURN_MS = 500;

export const fanOutHandlers: JobHandlers = {
  [fanOutJob.name]: async (data, signal) => {
    const { runId, lane } = fanOutJob.schema.parse(data);
    const outcome = await fanOutRun(BigInt(runId), signal, TURN_MS);
    if (outcome.kind !== 'turn_over' || signal.aborted) return;
    // Turns of the same instant are one: the reconciler calls for the run too, and other processes may plan it.
    const now = Date.now();
    const second = Math.ceil((now + outcome.delayMs) / 1_000);
    const [cause, delayMs] =
      outcome.delayMs > 0 ? [`rest-${second}`, second * 1_000 - now] : [`turn-${Math.floor(now / TURN_MS)}`, 0];
    await enqueueOrLeave(fanOutJob, [{ runId, lane, cause }], { delayMs });
  },
};
