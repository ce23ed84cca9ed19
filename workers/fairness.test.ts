import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanOutRun } from '@/lib/delivery/fan-out-run';
import { addSubscribers, makeRun, makeSite, runRow, statesOf } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { runWorker } from './run-worker';

let sink: PushSink;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  sink = await startPushSink();
  sink.answer = () => sleep(40).then(() => ({ status: 201 }));
  process.env.BELFRY_PUSH_HOSTS = sink.host;
});
afterAll(async () => {
  await sink.close();
  await closeQueues();
});

async function until(what: string, check: () => boolean | Promise<boolean>, timeoutMs: number): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await check()); ) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await sleep(10);
  }
}

describe('runs of several sites in one worker', () => {
  it("let a small campaign through while another site's giants are being sent, and a message of the API too", async () => {
    const others = await makeSite('Small');
    const site = await makeSite('Giant');
    await addSubscribers(site, sink, 3_000);
    await addSubscribers(others, sink, 40);
    // More jobs than a worker takes at once.
    const giants = await Promise.all(Array.from({ length: 9 }, () => makeRun(site, { shardCount: 8 })));
    const stop = runWorker();
    try {
      await until('the giants', () => sink.messages.length > 500, 60_000);
      const small = await makeRun(others, { shardCount: 8 });
      const single = await makeRun(others, { shardCount: 1, lane: 'priority' });
      await Promise.all([fanOutRun(small.id), fanOutRun(single.id)]);
      const before = sink.messages.length;
      const ended = async (runId: bigint) => (await runRow(runId)).finished_at !== null;
      await until('the message', () => ended(single.id), 60_000);
      await until('the small campaign', () => ended(small.id), 60_000);
      // Far less than what the giants had waiting went out meanwhile.
      expect(sink.messages.length - before).toBeLessThan(9 * 3_000 * 0.5);
      expect(await statesOf(small.id)).toEqual({ accepted: 40 });
    } finally {
      await Promise.all(giants.map((run) => pool.query(`UPDATE runs SET status = 'paused' WHERE id = $1`, [run.id])));
      await stop();
    }
  }, 180_000);
});
