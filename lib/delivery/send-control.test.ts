import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { retryCampaign } from '@/lib/campaigns/retry-campaign';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { archiveSite } from '@/lib/sites/archive-site';
import { fanOutRun } from './fan-out-run';
import { finishRun } from './finish-run';
import { reconcile } from './reconcile';
import { retryRun } from './retry-run';
import { sendDue } from './send-due';
import { forgetPauses } from './send-lanes';
import { sendShard } from './send-shard';
import { addSubscribers, countersOf, makeRun, makeSite, runRow, statesOf, type TestSite } from './test-kit/fixture';
import { type PushSink, startPushSink } from './test-kit/push-sink';

// What a person or the clock does to a run that is being sent, and what runs do to each other.
const never = new AbortController().signal;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
let sink: PushSink;
let silent: PushSink;
let site: TestSite;

beforeAll(async () => {
  [sink, silent] = [await startPushSink(), await startPushSink()];
  silent.answer = () => 'hang';
  process.env.BELFRY_PUSH_HOSTS = `${sink.host},${silent.host}`;
});
beforeEach(async () => {
  site = await makeSite();
  sink.messages.length = 0;
  sink.answer = () => sleep(40).then(() => ({ status: 201 }));
  forgetPauses();
});
afterAll(async () => {
  await silent.close();
  await sink.close();
  await closeQueues();
});

async function until(what: string, check: () => boolean | Promise<boolean>, timeoutMs: number): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await check()); ) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await sleep(10);
  }
}
const setStatus = (runId: bigint, status: string) =>
  pool.query(`UPDATE runs SET status = $2::"RunStatus" WHERE id = $1`, [runId, status]);
const setBoth = async (run: { id: bigint; campaignId: bigint }, status: string) => {
  await setStatus(run.id, status);
  await pool.query(`UPDATE campaigns SET status = $2::"CampaignStatus" WHERE id = $1`, [run.campaignId, status]);
};
const openAlerts = async (runId: bigint) =>
  (await pool.query('SELECT code FROM run_alerts WHERE run_id = $1 AND resolved_at IS NULL', [runId])).rows;
const campaignStatus = async (campaignId: bigint) =>
  (await pool.query<{ status: string }>('SELECT status FROM campaigns WHERE id = $1', [campaignId])).rows[0]?.status;

describe('a halt in the middle of a run', () => {
  it('reaches the sender: it stops, holds nothing, and can go on', async () => {
    // One at a time, so that the sender holds many claimed rows in hand.
    sink.answer = () => sleep(400).then(() => ({ status: 201 }));
    await addSubscribers(site, sink, 1_200);
    const run = await makeRun(site);
    await fanOutRun(run.id);
    const jobs = [0, 1].map((shard) => sendShard(run.id, shard, never));
    await until('first messages', () => sink.messages.length > 100, 30_000);
    await setBoth(run, 'paused');
    expect(await Promise.all(jobs)).toEqual(['not_running', 'not_running']);
    const count = sink.messages.length;
    await sleep(500);
    expect(sink.messages.length).toBe(count);
    expect(count).toBeLessThan(1_200);
    expect(await statesOf(run.id)).toEqual({ pending: 1_200 - count, accepted: count });

    await setBoth(run, 'running');
    sink.answer = () => ({ status: 201 });
    await Promise.all([0, 1].map((shard) => sendDue(run.id, shard, 'bulk', never)));
    expect(await runRow(run.id)).toMatchObject({ status: 'done' });
    expect(await countersOf(run.id)).toEqual({ planned: 1_200, accepted: 1_200 });
    expect(sink.messages.length).toBe(1_200);
  }, 60_000);

  it('a site is archived: nothing more is sent of what nobody could halt any more', async () => {
    sink.answer = () => sleep(400).then(() => ({ status: 201 }));
    await addSubscribers(site, sink, 600);
    const run = await makeRun(site, { shardCount: 1 });
    await fanOutRun(run.id);
    const job = sendShard(run.id, 0, never);
    await until('first messages', () => sink.messages.length > 20, 30_000);
    await archiveSite(site.actor, site.publicId);
    expect(await job).toBe('not_running');
    const count = sink.messages.length;
    expect(await statesOf(run.id)).toEqual({ pending: 600 - count, accepted: count });
    expect(await runRow(run.id)).toMatchObject({ status: 'paused' });
    expect(await campaignStatus(run.campaignId)).toBe('paused');
  }, 60_000);

  it('closes a cancelled run although its rows were given back after the sweep', async () => {
    await addSubscribers(site, sink, 600);
    const run = await makeRun(site, { shardCount: 1 });
    await fanOutRun(run.id);
    const job = sendDue(run.id, 0, 'bulk', never);
    await until('first messages', () => sink.messages.length > 40, 30_000);
    await setBoth(run, 'cancelled');
    await fanOutRun(run.id);
    await job;
    const { suppressed = 0, accepted = 0, ...others } = await statesOf(run.id);
    expect(others).toEqual({});
    expect(suppressed + accepted).toBe(600);
    expect(accepted).toBe(sink.messages.length);
    expect(suppressed).toBeGreaterThan(0);
    expect((await runRow(run.id)).finished_at).not.toBeNull();
  });

  it('stops closing a cancelled run at a signal, page by page, and the next one goes on', async () => {
    await pool.query(
      `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id)
       SELECT $1, 'http://127.0.0.1/' || n, sha256(n::text::bytea), 1, 'x', 'y', $2 FROM generate_series(1, 25000) n`,
      [site.id, site.vapidKeyId],
    );
    const run = await makeRun(site, { shardCount: 8 });
    await fanOutRun(run.id);
    await setBoth(run, 'cancelled');
    await fanOutRun(run.id, AbortSignal.abort());
    expect(await statesOf(run.id)).toEqual({ pending: 15_000, suppressed: 10_000 });
    expect(await countersOf(run.id)).toEqual({ planned: 25_000, suppressed: 10_000 });
    await fanOutRun(run.id);
    expect(await statesOf(run.id)).toEqual({ suppressed: 25_000 });
    expect((await runRow(run.id)).finished_at).not.toBeNull();
  }, 60_000);

  it('does not keep a paused campaign for ever: past its expiry it is done, all expired', async () => {
    await addSubscribers(site, sink, 30);
    const run = await makeRun(site, { shardCount: 1 });
    await fanOutRun(run.id);
    await setBoth(run, 'paused');
    await reconcile();
    expect(await finishRun(run.id)).toBe(false);
    await pool.query(`UPDATE runs SET expires_at = now() WHERE id = $1`, [run.id]);
    await fanOutRun(run.id);
    expect(await statesOf(run.id)).toEqual({ expired: 30 });
    expect(await runRow(run.id)).toMatchObject({ status: 'done', finished_at: expect.any(Date) });
    expect(await campaignStatus(run.campaignId)).toBe('done');
  });
});

describe('a push service that refuses us', () => {
  it('is tried again when someone says so, not an hour later', async () => {
    await addSubscribers(site, sink, 60);
    sink.answer = () => ({ status: 401, body: 'bad jwt' });
    const run = await makeRun(site, { shardCount: 1 });
    await fanOutRun(run.id);
    await sendDue(run.id, 0, 'bulk', never);
    expect(await statesOf(run.id)).toEqual({ pending: 60 });
    const refusedCount = sink.messages.length;
    const campaignId = encodeId('campaign', run.campaignId);
    expect(await openAlerts(run.id)).toEqual([{ code: 'refused_401' }]);
    sink.answer = () => ({ status: 201 });
    // Not yet: everything waits for the pause to end.
    await sendDue(run.id, 0, 'bulk', never);
    expect(sink.messages.length).toBe(refusedCount);

    await sleep(2_000);
    await retryCampaign(site.actor, campaignId);
    expect(await openAlerts(run.id)).toEqual([]);
    await retryRun(run.id);
    await sendDue(run.id, 0, 'bulk', never);
    expect(await statesOf(run.id)).toEqual({ accepted: 60 });
    await expect(retryCampaign(site.actor, campaignId)).rejects.toMatchObject({ code: 'campaign_wrong_state' });
  });

  it('is not asked for ever by one who says so while it goes on refusing', async () => {
    await addSubscribers(site, sink, 60);
    const run = await makeRun(site, { shardCount: 1 });
    await fanOutRun(run.id);
    await pool.query(`UPDATE deliveries SET due_at = now() + interval '1 hour' WHERE run_id = $1`, [run.id]);
    // As senders do that find the push service backed off: what is due is put off at once.
    await pool.query(`
      CREATE FUNCTION put_off() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.due_at := now() + interval '1 hour'; RETURN NEW; END $$;
      CREATE TRIGGER put_off BEFORE UPDATE ON deliveries FOR EACH ROW EXECUTE FUNCTION put_off()`);
    try {
      expect(await retryRun(run.id, AbortSignal.timeout(5_000))).toBe(60);
    } finally {
      await pool.query('DROP TRIGGER put_off ON deliveries; DROP FUNCTION put_off');
    }
  });
});

describe('a push service that does not answer', () => {
  it('holds up nobody else of the same run', async () => {
    await addSubscribers(site, silent, 1_500);
    await addSubscribers(site, sink, 400);
    sink.answer = () => ({ status: 201 });
    const run = await makeRun(site, { shardCount: 2 });
    await fanOutRun(run.id);
    // The silent one's rows come first, in every claim.
    await pool.query(
      `UPDATE deliveries d SET due_at = now() - interval '1 minute' FROM push_origins o
       WHERE d.run_id = $1 AND o.id = d.origin_id AND o.origin = $2`,
      [run.id, silent.origin],
    );
    const jobs = [0, 1].map((shard) => sendShard(run.id, shard, never));
    // Before the first request to the silent one has timed out.
    await until('the others', () => sink.messages.length === 400, 12_000);
    expect(silent.messages.length).toBeLessThanOrEqual(64);
    await setStatus(run.id, 'paused');
    await Promise.all(jobs);
  }, 60_000);
});
