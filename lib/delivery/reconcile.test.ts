import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { sendJob } from '@/lib/jobs/send';
import { pool } from '@/lib/platform/db';
import { closeQueues, startWorker } from '@/lib/platform/queue';
import { claimBatch } from './claim-batch';
import { fanOutRun } from './fan-out-run';
import { closeConnections } from './post-message';
import { reconcile } from './reconcile';
import { sendDue } from './send-due';
import { addSubscribers, countersOf, makeRun, makeSite, runRow, statesOf, type TestSite } from './test-kit/fixture';
import { type PushSink, startPushSink } from './test-kit/push-sink';

const never = new AbortController().signal;
let sink: PushSink;
let site: TestSite;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  site = await makeSite();
  await addSubscribers(site, sink, 120);
});
afterAll(async () => {
  await closeQueues();
  await closeConnections();
  await sink.close();
});

/** Takes jobs like the worker role does, until the run has ended. */
async function workUntilEnded(runId: bigint): Promise<void> {
  const sending = async (job: { data: unknown }) => {
    const { runId: id, shard, lane } = sendJob.schema.parse(job.data);
    await sendDue(BigInt(id), shard, lane, never);
  };
  const workers = [
    startWorker('fan-out', async (job) => fanOutRun(BigInt(fanOutJob.schema.parse(job.data).runId)), {
      concurrency: 1,
    }),
    startWorker('send', sending, { concurrency: 2 }),
  ];
  try {
    for (const deadline = Date.now() + 15_000; !(await runRow(runId)).finished_at; ) {
      if (Date.now() > deadline) throw new Error(`not ended: ${JSON.stringify(await statesOf(runId))}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}

describe('reconcile', () => {
  it('brings a run to its end that no job knows of (the queue lost everything)', async () => {
    const run = await makeRun(site);
    await reconcile();
    await workUntilEnded(run.id);
    expect(await statesOf(run.id)).toEqual({ accepted: 120 });
    expect(await countersOf(run.id)).toEqual({ planned: 120, accepted: 120 });
    expect((await runRow(run.id)).status).toBe('done');
  });

  it('resumes a cursor in the middle and takes back the rows of a dead worker', async () => {
    const run = await makeRun(site, { shardCount: 1 });
    await fanOutRun(run.id);
    // Half planned, part of it in the hands of a worker that died.
    await pool.query(
      'DELETE FROM deliveries WHERE run_id = $1 AND subscriber_id > (SELECT min(id) + 60 FROM subscribers)',
      [run.id],
    );
    await pool.query(
      `UPDATE runs SET planned_at = NULL, cursor_subscriber_id = (SELECT max(subscriber_id) FROM deliveries WHERE run_id = $1),
         audience_count = (SELECT count(*) FROM deliveries WHERE run_id = $1) WHERE id = $1`,
      [run.id],
    );
    await pool.query(
      'UPDATE run_counters SET planned_count = (SELECT audience_count FROM runs WHERE id = $1) WHERE run_id = $1',
      [run.id],
    );
    await claimBatch(run.id, 0, 30);
    await pool.query(`UPDATE deliveries SET lease_until = now() - interval '1 second' WHERE state = 1`);
    await reconcile();
    await workUntilEnded(run.id);
    expect(await statesOf(run.id)).toEqual({ accepted: 120 });
    expect(await countersOf(run.id)).toEqual({ planned: 120, accepted: 120 });
    expect(await runRow(run.id)).toMatchObject({ audience_count: 120, status: 'done' });
  });

  it('closes a cancelled run', async () => {
    const run = await makeRun(site);
    await pool.query(`UPDATE runs SET status = 'cancelled' WHERE id = $1`, [run.id]);
    await reconcile();
    await workUntilEnded(run.id);
    expect(await statesOf(run.id)).toEqual({ suppressed: 120 });
  });

  it('runs in one process of a cluster at a time', async () => {
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => reconcile()));
    expect(outcomes.filter(Boolean).length).toBeGreaterThanOrEqual(1);
    const holder = await pool.connect();
    await holder.query(`SELECT pg_advisory_lock(hashtext('belfry reconcile'))`);
    expect(await reconcile()).toBe(false);
    await holder.query(`SELECT pg_advisory_unlock(hashtext('belfry reconcile'))`);
    holder.release();
    expect(await reconcile()).toBe(true);
  });
});
