import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanOutRun } from '@/lib/delivery/fan-out-run';
import { addSubscribers, makeRun, makeSite, runRow, statesOf } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
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

  it('plan a small campaign, and a test, while giants are being planned', async () => {
    const site = await makeSite('Planned for long');
    const others = await makeSite('Planned at once');
    await addSubscribers(others, sink, 40);
    await pool.query(
      `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id)
       SELECT $1, 'http://127.0.0.1/' || n, sha256(n::text::bytea), 1, 'x', 'y', $2 FROM generate_series(1, 16000) n`,
      [site.id, site.vapidKeyId],
    );
    // More than are planned at once, each with a page a second: planning is far ahead of so slow a pace.
    const giants = await Promise.all(Array.from({ length: 12 }, () => makeRun(site, { shardCount: 8 })));
    const ids = giants.map((run) => run.id);
    await pool.query(`UPDATE runs SET status = 'paused', throttle_per_minute = 1 WHERE id = ANY($1)`, [ids]);
    const plannedGiants = async () =>
      (await pool.query('SELECT FROM runs WHERE id = ANY($1) AND planned_at IS NOT NULL', [ids])).rows.length;
    await enqueueOrLeave(
      fanOutJob,
      ids.map((id) => ({ runId: String(id) })),
    );
    const small = await makeRun(others, { shardCount: 8 });
    const test = await makeRun(others, { shardCount: 1, lane: 'priority' });
    await enqueueOrLeave(fanOutJob, [{ runId: String(small.id) }, { runId: String(test.id), lane: 'priority' }]);
    const stop = runWorker();
    try {
      for (const { id } of [small, test])
        await until('the small ones', async () => (await runRow(id)).finished_at !== null, 60_000);
      expect(await plannedGiants()).toBe(0);
      await until('the giants', async () => (await plannedGiants()) === ids.length, 60_000);
      const { rows } = await pool.query<{ count: bigint }>(
        'SELECT count(*) AS count FROM deliveries WHERE run_id = ANY($1) GROUP BY run_id',
        [ids],
      );
      expect(rows.map((row) => Number(row.count))).toEqual(ids.map(() => 16_000));
    } finally {
      await stop();
    }
  }, 180_000);
});
