import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setThrottle } from '@/lib/campaigns/set-throttle';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { fanOutRun } from './fan-out-run';
import { forgetPauses } from './send-lanes';
import { sendShard } from './send-shard';
import { returnTokens, takeTokens } from './take-tokens';
import { addSubscribers, makeRun, makeSite, statesOf, type TestRun, type TestSite } from './test-kit/fixture';
import { type PushSink, startPushSink } from './test-kit/push-sink';

const never = new AbortController().signal;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
let sink: PushSink;
let site: TestSite;
let run: TestRun;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  site = await makeSite();
  await addSubscribers(site, sink, 400);
});
beforeEach(async () => {
  sink.messages.length = 0;
  run = await makeRun(site);
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

const setTo = (perMinute: number | null) => setThrottle(site.actor, encodeId('campaign', run.campaignId), perMinute);
/** As if the last message had been due so long ago, or were due so much later. */
const setNext = (seconds: number) =>
  pool.query('UPDATE run_throttles SET next_at = now() + make_interval(secs => $2) WHERE run_id = $1', [
    run.id,
    seconds,
  ]);

describe('tokens of a throttled run', () => {
  it('are as many as were asked for without a throttle', async () => {
    expect(await takeTokens(run.id, 256)).toEqual({ count: 256, waitMs: 0 });
    const { rowCount } = await pool.query('SELECT FROM run_throttles WHERE run_id = $1', [run.id]);
    expect(rowCount).toBe(0);
  });

  it('come one by one, never a minute at once, whoever takes them', async () => {
    await setTo(60);
    const taken = await Promise.all(Array.from({ length: 8 }, () => takeTokens(run.id, 256)));
    expect(taken.reduce((sum, { count }) => sum + count, 0)).toBe(1);
    for (const { waitMs } of taken) expect(waitMs).toBeGreaterThan(0);
    // An hour of silence is not made up for: a second of it, and the next one.
    await setTo(6_000);
    await setNext(-3_600);
    expect((await takeTokens(run.id, 1_000)).count).toBe(101);
  });

  it('that were not used come back', async () => {
    await setTo(6);
    expect((await takeTokens(run.id, 5)).count).toBe(1);
    expect((await takeTokens(run.id, 5)).count).toBe(0);
    await returnTokens(run.id, 1);
    expect((await takeTokens(run.id, 5)).count).toBe(1);
  });

  it('follow a faster pace at once', async () => {
    await setTo(1);
    await takeTokens(run.id, 1);
    expect((await takeTokens(run.id, 1)).waitMs).toBeGreaterThan(30_000);
    await setTo(600);
    expect((await takeTokens(run.id, 1)).count).toBe(1);
    await setTo(null);
    expect((await takeTokens(run.id, 256)).count).toBe(256);
  });

  it('follow a faster pace soon, also when a sender that knew the slower one comes in between', async () => {
    await setTo(600);
    await takeTokens(run.id, 1);
    await setNext(60);
    expect((await takeTokens(run.id, 1)).waitMs).toBeLessThanOrEqual(1_100);
  });
});

describe('a throttled run', () => {
  it('is sent at its pace by all shards together, and without it when that is taken away', async () => {
    await setTo(600);
    await fanOutRun(run.id);
    const startedAt = performance.now();
    const jobs = [0, 1].map((shard) => sendShard(run.id, shard, never));
    for (let look = 0; look < 12; look++) {
      await sleep(250);
      // Ten a second, one second's worth beforehand.
      const atMost = ((performance.now() - startedAt) / 1_000) * 10 + 11;
      expect(sink.messages.length).toBeLessThanOrEqual(atMost);
    }
    const slowCount = sink.messages.length;
    expect(slowCount).toBeGreaterThan(0);
    await setTo(null);
    expect(await Promise.all(jobs)).toEqual(['drained', 'drained']);
    expect(await statesOf(run.id)).toEqual({ accepted: 400 });
    expect(sink.messages.length).toBe(400);
  }, 60_000);

  it('slows down under way: what was claimed at the faster pace is given back', async () => {
    // The window opens slowly.
    forgetPauses();
    sink.answer = () => sleep(1_000).then(() => ({ status: 201 }));
    await fanOutRun(run.id);
    const jobs = [0, 1].map((shard) => sendShard(run.id, shard, never));
    while (sink.messages.length < 20) await sleep(10);
    await setTo(60);
    // What the change met under way ends; then one a second.
    let count = 0;
    for (let look = 0; look < 30 && sink.messages.length - count > 2; look++) {
      count = sink.messages.length;
      await sleep(1_500);
    }
    expect(sink.messages.length - count).toBeLessThanOrEqual(2);
    expect(count).toBeLessThan(400);
    await pool.query(`UPDATE runs SET status = 'paused' WHERE id = $1`, [run.id]);
    await Promise.all(jobs);
    sink.answer = () => ({ status: 201 });
  }, 60_000);
});
