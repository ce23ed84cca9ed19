import { type ShardOutcome, sendShard } from '../send-shard';

/** Sends a shard, turn after turn as the queue would: on a busy machine one turn is not always enough. */
export async function sendTurns(runId: bigint, shard: number, signal: AbortSignal): Promise<ShardOutcome> {
  for (let turn = 1; ; turn++) {
    const outcome = await sendShard(runId, shard, signal);
    if (outcome !== 'turn_over' || turn === 30) return outcome;
  }
}
