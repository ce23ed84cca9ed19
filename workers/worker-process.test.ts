import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  addSubscribers,
  countersOf,
  makeRun,
  makeSite,
  runRow,
  statesOf,
  type TestSite,
} from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { startWorkerProcess } from '@/tests/support/start-worker-process';

// The worker role as its own process, stopped the kind way and the hard way in the middle of a run.
const SUBSCRIBER_COUNT = 1_500;
let sink: PushSink;
let site: TestSite;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  // A little latency, so that there is always something in flight.
  sink.answer = () => new Promise((resolve) => setTimeout(() => resolve({ status: 201 }), 30));
});
beforeEach(async () => {
  sink.messages.length = 0;
  site = await makeSite();
  await addSubscribers(site, sink, SUBSCRIBER_COUNT);
});
afterAll(() => sink.close());

async function until(what: string, check: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await check()); ) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const hasEnded = (runId: bigint) => async () => (await runRow(runId)).finished_at !== null;

/** Messages beyond one for each subscriber. */
const repeatedCount = () => sink.messages.length - new Set(sink.messages.map((one) => one.token)).size;

describe('a worker process', () => {
  it('killed in the middle costs at most what it was sending, and the sum holds (I1, I4)', async () => {
    const run = await makeRun(site, { shardCount: 4 });
    const first = startWorkerProcess({ BELFRY_LOG_LEVEL: 'warn' });
    await until('first messages', () => sink.messages.length > 300);
    first.kill('SIGKILL');
    await once(first, 'exit');
    const { sending = 0, accepted = 0 } = await statesOf(run.id);
    expect(accepted).toBeLessThan(SUBSCRIBER_COUNT);
    expect(sending).toBeGreaterThan(0);
    // The test does not wait a minute for the leases to run out.
    await pool.query(`UPDATE deliveries SET lease_until = now() - interval '1 second' WHERE state = 1`);
    startWorkerProcess({ BELFRY_LOG_LEVEL: 'warn' });
    await until('the end', hasEnded(run.id));
    expect(await statesOf(run.id)).toEqual({ accepted: SUBSCRIBER_COUNT });
    expect(await countersOf(run.id)).toEqual({ planned: SUBSCRIBER_COUNT, accepted: SUBSCRIBER_COUNT });
    expect(new Set(sink.messages.map((one) => one.token)).size).toBe(SUBSCRIBER_COUNT);
    expect(repeatedCount()).toBeLessThanOrEqual(sending);
    expect(sink.problems).toEqual([]);
  }, 120_000);

  it('told to stop ends what is in flight, gives back the rest and is gone in 10 s: nothing twice, nothing in doubt', async () => {
    const run = await makeRun(site, { shardCount: 4, ambiguityPolicy: 'skip' });
    for (let round = 1; !(await hasEnded(run.id)()); round++) {
      const child = startWorkerProcess({ BELFRY_LOG_LEVEL: 'warn' });
      const target = Math.min(SUBSCRIBER_COUNT, sink.messages.length + 400);
      await until('messages', async () => sink.messages.length >= target || (await hasEnded(run.id)()));
      child.kill('SIGTERM');
      // After ten seconds it would end by itself, with 1.
      const [code] = await once(child, 'exit');
      expect(code).toBe(0);
      expect((await statesOf(run.id)).sending).toBeUndefined();
      expect(round).toBeLessThan(10);
      await pool.query('UPDATE deliveries SET due_at = now() WHERE state = 0');
    }
    expect(await statesOf(run.id)).toEqual({ accepted: SUBSCRIBER_COUNT });
    expect(sink.messages.length).toBe(SUBSCRIBER_COUNT);
    expect(repeatedCount()).toBe(0);
  }, 120_000);
});
