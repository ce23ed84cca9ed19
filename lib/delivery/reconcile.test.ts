import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { sendJob } from '@/lib/jobs/send';
import { sendMessagesJob } from '@/lib/jobs/send-messages';
import { pool } from '@/lib/platform/db';
import { closeQueues, queueStats, type ReceivedJob, startWorker } from '@/lib/platform/queue';
import { waitFor } from '@/tests/support/wait-for';
import { sendHandlers } from '@/workers/send';
import { claimBatch } from './claim-batch';
import { fanOutRun } from './fan-out-run';
import { closeConnections } from './post-message';
import { reconcile } from './reconcile';
import { sendDue } from './send-due';
import { sendShard } from './send-shard';
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

async function waitingCount(): Promise<number> {
  const stats = (await queueStats()).find(({ queue }) => queue === 'send-priority');
  return (stats?.counts.waiting ?? 0) + (stats?.counts.active ?? 0);
}

/** Takes jobs like the worker role does, until the run has ended. */
async function workUntilEnded(runId: bigint): Promise<void> {
  const sending = async (job: { data: unknown }) => {
    const { runId: id, shard, lane } = sendJob.schema.parse(job.data);
    await sendDue(BigInt(id), shard, lane, never);
  };
  const workers = [
    startWorker('fan-out', async (job) => void (await fanOutRun(BigInt(fanOutJob.schema.parse(job.data).runId))), {
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

  it('calls for messages of the API together, and for one of a dead worker alone', async () => {
    const small = await makeSite('Messages');
    await addSubscribers(small, sink, 2);
    const runIds: bigint[] = [];
    for (let i = 0; i < 130; i++) {
      const { id } = await makeRun(small, { lane: 'priority', shardCount: 1 });
      await fanOutRun(id);
      runIds.push(id);
    }
    const [dead = 0n, finished = 0n] = runIds;
    await claimBatch(dead, 0, 1);
    await pool.query(
      `UPDATE deliveries SET lease_until = now() - interval '1 second' WHERE run_id = $1 AND state = 1`,
      [dead],
    );
    // Sent to the end, and nobody noticed.
    await sendShard(finished, 0, never);
    // The queue lost everything.
    const losing = startWorker('send-priority', async () => undefined, { concurrency: 8 });
    await waitFor(async () => (await waitingCount()) === 0);
    await losing.close();

    await reconcile();
    expect((await runRow(finished)).status).toBe('done');
    const called: ReceivedJob[] = [];
    const worker = startWorker(
      'send-priority',
      async (job) => {
        called.push(job);
        await sendHandlers[job.name]?.(job.data, never);
      },
      { concurrency: 4 },
    );
    const openCount = async () => {
      const { rows } = await pool.query('SELECT FROM runs WHERE site_id = $1 AND finished_at IS NULL', [small.id]);
      return rows.length;
    };
    await waitFor(async () => (await openCount()) === 0);
    await worker.close();
    expect(called.filter(({ name }) => name === sendMessagesJob.name).length).toBe(2);
    // A slow push service makes more jobs, of other causes.
    const alone = called.filter(
      ({ name, data }) => name === sendJob.name && sendJob.schema.parse(data).cause === 'reconcile',
    );
    expect(alone.length).toBe(1);
    for (const id of runIds) expect(await statesOf(id)).toEqual({ accepted: 2 });
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
