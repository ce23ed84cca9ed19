import { finishRuns } from './finish-run';
import { loadRuns } from './load-run';
import { seeToRest } from './send-due';
import { type ShardOutcome, sendLoadedShard } from './send-shard';

/**
 * Sends messages of the API that share a job: read together, ended together. What one of them meets does not keep the
 * others from being sent.
 * @throws what the first one threw that failed, when all have ended
 */
export async function sendMessages(runIds: readonly bigint[], signal: AbortSignal): Promise<void> {
  const sent: { runId: bigint; outcome: ShardOutcome }[] = [];
  let failure: unknown;
  const send = async (run: Awaited<ReturnType<typeof loadRuns>>[number]) => {
    try {
      sent.push({ runId: run.id, outcome: await sendLoadedShard(run, 0, signal) });
    } catch (error) {
      failure ??= error;
    }
  };
  await Promise.all((await loadRuns(runIds)).map(send));
  const open = sent.filter(({ outcome }) => outcome !== 'ended');
  const ended = await finishRuns(open.map(({ runId }) => runId));
  for (const { runId, outcome } of open) {
    if (!ended.has(runId) && outcome !== 'joined') await seeToRest(runId, 0, 'priority', outcome, false);
  }
  if (failure !== undefined) throw failure;
}
