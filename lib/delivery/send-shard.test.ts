import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { retryCampaign } from '@/lib/campaigns/retry-campaign';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { fanOutRun } from './fan-out-run';
import { finishRun } from './finish-run';
import { closeConnections } from './post-message';
import { retryRun } from './retry-run';
import { forgetPauses } from './send-lanes';
import { sendShard } from './send-shard';
import { addSubscribers, countersOf, makeRun, makeSite, runRow, statesOf, type TestSite } from './test-kit/fixture';
import { type PushSink, startPushSink } from './test-kit/push-sink';
import { sendTurns } from './test-kit/send-turns';
import { verifyToken } from './tokens';

const never = new AbortController().signal;
let sink: PushSink;
let dead: PushSink;
let site: TestSite;

beforeAll(async () => {
  sink = await startPushSink();
  dead = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = `${sink.host},${dead.host}`;
});
beforeEach(async () => {
  site = await makeSite();
  sink.messages.length = 0;
  sink.answer = () => ({ status: 201 });
});
afterAll(async () => {
  await closeQueues();
  await closeConnections();
  await sink.close();
});

async function sendAll(runId: bigint, shardCount = 2) {
  await fanOutRun(runId);
  return Promise.all(Array.from({ length: shardCount }, (_, shard) => sendTurns(runId, shard, never)));
}

describe('a whole run', () => {
  it('gives everyone one decryptable message of their own and ends with the sums equal', async () => {
    const subscribers = await addSubscribers(site, sink, 700);
    const run = await makeRun(site);
    expect(await sendAll(run.id)).toEqual(['drained', 'drained']);
    expect({ ended: await finishRun(run.id), ...(await statesOf(run.id)) }).toEqual({ ended: true, accepted: 700 });

    expect(sink.problems).toEqual([]);
    expect(await statesOf(run.id)).toEqual({ accepted: 700 });
    expect(await countersOf(run.id)).toEqual({ planned: 700, accepted: 700 });
    expect(await runRow(run.id)).toMatchObject({ status: 'done', audience_count: 700 });
    const campaign = await pool.query('SELECT status, finished_at FROM campaigns WHERE id = $1', [run.campaignId]);
    expect(campaign.rows[0]).toMatchObject({ status: 'done', finished_at: expect.any(Date) });

    expect(new Set(sink.messages.map((one) => one.token)).size).toBe(700);
    const byToken = new Map(subscribers.map((one) => [one.token, one.id]));
    for (const { token, message, headers } of sink.messages) {
      const { data, tag, navigate } = message.notification;
      expect(verifyToken(data.t)).toEqual({
        runId: run.id,
        subscriberId: byToken.get(token),
        kind: 'receipt',
        action: 0,
      });
      expect(verifyToken(navigate.split('/c/')[1] ?? '')).toMatchObject({
        kind: 'click',
        subscriberId: byToken.get(token),
      });
      expect(data.i).toBe(encodeId('run', run.id));
      expect(tag).toBe(data.i);
      expect(Number(headers.ttl)).toBe(3_600);
      expect(headers.topic).toMatch(/^[A-Za-z0-9_-]{32}$/);
      expect(headers.urgency).toBe('low');
      expect(headers['content-encoding']).toBe('aes128gcm');
      expect(headers.authorization).toContain(`k=${site.vapidPublicKey}`);
    }
  }, 60_000);
});

/** Makes what waits due at once, and sends again. */
async function sendAgain(runId: bigint) {
  await pool.query('UPDATE deliveries SET due_at = now() WHERE run_id = $1 AND state = 0', [runId]);
  await pool.query('UPDATE origin_states SET paused_until = NULL');
  return Promise.all([0, 1].map((shard) => sendTurns(runId, shard, never)));
}

const reasonsOf = async (runId: bigint) => {
  const { rows } = await pool.query<{ text: string }>(
    `SELECT outcome || ' ' || reason || ' ' || count AS text FROM run_reasons WHERE run_id = $1 ORDER BY 1`,
    [runId],
  );
  return rows.map((row) => row.text);
};

describe('what answers lead to', () => {
  it('mixes outcomes: each row ends as its answer says, the subscription too', async () => {
    const subscribers = await addSubscribers(site, sink, 60);
    // The push service is known to work: what it refuses is then about the subscription.
    await sendAll((await makeRun(site)).id);
    const kind = (token: string) => subscribers.findIndex((one) => one.token === token) % 6;
    sink.answer = (token, earlier) =>
      [
        { status: 201 },
        { status: 410 },
        { status: 403, body: 'the credentials used do not correspond' },
        earlier === 1 ? { status: 500 } : { status: 201 },
        { status: 413 },
        { status: 400 },
      ][kind(token)] ?? { status: 201 };
    const run = await makeRun(site);
    await sendAll(run.id);
    expect(await statesOf(run.id)).toEqual({ pending: 10, accepted: 10, gone: 10, rejected: 30 });
    await sendAgain(run.id);
    expect(await finishRun(run.id)).toBe(true);
    expect(await statesOf(run.id)).toEqual({ accepted: 20, gone: 10, rejected: 30 });
    expect(await countersOf(run.id)).toEqual({ planned: 60, accepted: 20, gone: 10, rejected: 30 });
    expect(await reasonsOf(run.id)).toEqual([
      'gone gone 10',
      // Others of the same push service were accepted: these refusals are the subscriptions' own.
      'rejected bad_request 10',
      'rejected key_mismatch 10',
      'rejected too_large 10',
      'retried server_500 10',
    ]);
    const { rows } = await pool.query<{ status: string; count: bigint }>(
      'SELECT status, count(*) FROM subscribers WHERE site_id = $1 GROUP BY 1 ORDER BY 1',
      [site.id],
    );
    expect(rows.map((row) => `${row.status} ${row.count}`)).toEqual(['active 40', 'gone 10', 'key_mismatch 10']);
    // The compact variant was tried once for each.
    const large = subscribers.filter((one) => kind(one.token) === 4);
    expect(large.map((one) => sink.countOf(one.token))).toEqual(large.map(() => 3));
  });

  it('sends the compact variant after 413, once, and it may succeed', async () => {
    await addSubscribers(site, sink, 1);
    sink.answer = (_token, earlier) => ({ status: earlier === 0 ? 413 : 201 });
    const run = await makeRun(site, { message: { image: 'https://shop.example/large.png' }, shardCount: 1 });
    await sendAll(run.id, 1);
    expect(await statesOf(run.id)).toEqual({ accepted: 1 });
    expect(sink.messages.map((one) => one.message.notification.image)).toEqual([
      'https://shop.example/large.png',
      undefined,
    ]);
  });

  it('rejects a poison row and goes on with the batch', async () => {
    const [poison, forbidden] = await addSubscribers(site, sink, 30);
    await pool.query(`UPDATE subscribers SET p256dh = decode(repeat('01', 65), 'hex') WHERE id = $1`, [poison?.id]);
    await pool.query(`UPDATE subscribers SET endpoint = 'http://10.0.0.1/x' WHERE id = $1`, [forbidden?.id]);
    const run = await makeRun(site);
    await sendAll(run.id);
    expect(await statesOf(run.id)).toEqual({ accepted: 28, rejected: 2 });
    expect(await reasonsOf(run.id)).toEqual(['rejected bad_keys 1', 'rejected endpoint_not_allowed 1']);
  });

  it('pauses the push service and tells when the keys are refused, and drops nobody', async () => {
    await addSubscribers(site, sink, 100);
    // With what Postgres stores in no text: the rest of the group must not suffer for it.
    sink.answer = () => ({ status: 401, body: 'bad\0\njwt\0' });
    const run = await makeRun(site);
    await sendAll(run.id);
    expect(await statesOf(run.id)).toEqual({ pending: 100 });
    const state = await pool.query(
      'SELECT fault_reason, paused_until > now() AS is_paused FROM origin_states WHERE vapid_key_id = $1',
      [site.vapidKeyId],
    );
    expect(state.rows).toEqual([{ fault_reason: 'refused_401', is_paused: true }]);
    const alerts = await pool.query('SELECT code, detail, resolved_at FROM run_alerts WHERE run_id = $1', [run.id]);
    expect(alerts.rows).toEqual([{ code: 'refused_401', detail: '401: bad jwt', resolved_at: null }]);
    // Far fewer requests than rows: the pause is heeded while it runs.
    expect(sink.messages.length).toBeLessThan(100);

    // The remedy came: it heals by itself, alert and fault included.
    sink.answer = () => ({ status: 201 });
    forgetPauses();
    await sendAgain(run.id);
    expect(await statesOf(run.id)).toEqual({ accepted: 100 });
    const healed = await pool.query(
      'SELECT fault_reason, consecutive_count FROM origin_states WHERE vapid_key_id = $1',
      [site.vapidKeyId],
    );
    expect(healed.rows).toEqual([{ fault_reason: null, consecutive_count: 0 }]);
    const open = await pool.query('SELECT FROM run_alerts WHERE run_id = $1 AND resolved_at IS NULL', [run.id]);
    expect(open.rows).toEqual([]);
  });

  it('tries again when a person says so, however short ago the refusal was', async () => {
    await addSubscribers(site, sink, 100);
    sink.answer = () => ({ status: 401, body: 'bad jwt' });
    const run = await makeRun(site);
    await sendAll(run.id);
    const refusedCount = sink.messages.length;
    sink.answer = () => ({ status: 201 });
    await retryCampaign(site.actor, encodeId('campaign', run.campaignId));
    // As the job that it calls for does.
    await retryRun(run.id);
    await Promise.all([0, 1].map((shard) => sendTurns(run.id, shard, never)));
    expect((await statesOf(run.id)).accepted).toBeGreaterThan(0);
    // While one request was tried, some of the others may have been put off for a moment.
    await sendAgain(run.id);
    expect(await statesOf(run.id)).toEqual({ accepted: 100 });
    expect(sink.messages.length).toBe(refusedCount + 100);
  });

  it('backs off a push service that is overloaded, for as long as it asks', async () => {
    await addSubscribers(site, sink, 100);
    sink.answer = () => ({ status: 429, headers: { 'retry-after': '120' } });
    const run = await makeRun(site);
    await sendAll(run.id);
    expect(sink.messages.length).toBeLessThan(100);
    const { rows } = await pool.query(
      "SELECT min(due_at) > now() + interval '100 seconds' AS heeded FROM deliveries WHERE run_id = $1",
      [run.id],
    );
    expect(rows).toEqual([{ heeded: true }]);
    expect(await statesOf(run.id)).toEqual({ pending: 100 });
  });
});

describe('what cannot be known (I4)', () => {
  it('resends after a reset, with the same Topic, tag and message id', async () => {
    await addSubscribers(site, sink, 5);
    sink.answer = (_token, earlier) => (earlier === 0 ? 'reset' : { status: 201 });
    const run = await makeRun(site);
    await sendAll(run.id);
    expect(await statesOf(run.id)).toEqual({ pending: 5 });
    await sendAgain(run.id);
    expect(await statesOf(run.id)).toEqual({ accepted: 5 });
    expect(sink.messages.length).toBe(10);
    const identities = sink.messages.map(({ headers, message: { notification } }) =>
      [headers.topic, notification.tag, notification.data.i].join(),
    );
    expect(new Set(identities).size).toBe(1);
  });

  it('does not resend when the campaign says so: unknown', async () => {
    await addSubscribers(site, sink, 5);
    sink.answer = () => 'reset';
    const run = await makeRun(site, { ambiguityPolicy: 'skip' });
    await sendAll(run.id);
    expect(await statesOf(run.id)).toEqual({ unknown: 5 });
    expect(sink.messages.length).toBe(5);
  });

  it('retries what never left: a push service that does not listen', async () => {
    await addSubscribers(site, dead, 3);
    await dead.close();
    const run = await makeRun(site, { ambiguityPolicy: 'skip' });
    await sendAll(run.id);
    expect(await statesOf(run.id)).toEqual({ pending: 3 });
  });
});

describe('stopping', () => {
  it('gives back what was not posted, waits for what was, and another goes on without a repetition', async () => {
    await addSubscribers(site, sink, 300);
    sink.answer = () => new Promise((resolve) => setTimeout(() => resolve({ status: 201 }), 100));
    const run = await makeRun(site, { shardCount: 1 });
    await fanOutRun(run.id);
    const stopping = new AbortController();
    const job = sendShard(run.id, 0, stopping.signal);
    while (sink.messages.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    stopping.abort();
    expect(await job).toBe('stopped');
    const { pending = 0, accepted = 0, ...rest } = await statesOf(run.id);
    expect(rest).toEqual({});
    expect(accepted).toBe(sink.messages.length);
    expect(pending + accepted).toBe(300);
    expect(pending).toBeGreaterThan(0);
    await sendTurns(run.id, 0, never);
    expect(await statesOf(run.id)).toEqual({ accepted: 300 });
    expect(sink.messages.length).toBe(300);
  });
});

describe('every job delivered three times', () => {
  it('sends nothing twice', async () => {
    await addSubscribers(site, sink, 400);
    const run = await makeRun(site);
    const all = (work: () => Promise<unknown>) => Promise.all([work(), work(), work()]);
    await all(() => fanOutRun(run.id));
    await all(() => Promise.all([0, 1].map((shard) => sendTurns(run.id, shard, never))));
    expect((await all(() => finishRun(run.id))).filter(Boolean)).toEqual([true]);
    expect(sink.messages.length).toBe(400);
    expect(await countersOf(run.id)).toEqual({ planned: 400, accepted: 400 });
  });
});
