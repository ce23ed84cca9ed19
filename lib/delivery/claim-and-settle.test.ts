import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { type ClaimedRow, claimBatch } from './claim-batch';
import { fanOutRun } from './fan-out-run';
import { reapLeases } from './reap-leases';
import { type Settlement, settleBatch } from './settle-batch';
import { sweepRun } from './sweep-run';
import {
  addSubscribers,
  countersOf,
  makeRun,
  makeSite,
  runRow,
  statesOf,
  type TestRun,
  type TestSite,
  type TestSubscriber,
} from './test-kit/fixture';
import { type PushSink, startPushSink } from './test-kit/push-sink';

let sink: PushSink;
let site: TestSite;
let subscribers: TestSubscriber[];
let run: TestRun;

beforeAll(async () => {
  sink = await startPushSink();
});
beforeEach(async () => {
  site = await makeSite();
  subscribers = await addSubscribers(site, sink, 40);
  run = await makeRun(site, { shardCount: 1 });
  await fanOutRun(run.id);
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

function settlement(row: ClaimedRow, change: Partial<Settlement> = {}): Settlement {
  return {
    subscriberId: row.subscriberId,
    originId: row.originId,
    fence: row.fence,
    state: 2,
    reason: null,
    statusCode: 201,
    delayMs: 0,
    isUnsent: false,
    ...change,
  };
}
const settle = (rows: ClaimedRow[], change?: Partial<Settlement>) =>
  settleBatch({
    runId: run.id,
    siteId: site.id,
    settlements: rows.map((row) => settlement(row, change)),
    working: [],
    pauses: [],
    alerts: [],
  });
const expireLeases = () =>
  pool.query("UPDATE deliveries SET lease_until = now() - interval '1 second' WHERE state = 1");

describe('claimBatch', () => {
  it('gives every row to one claimer only, committed as sending before anyone posts (I3)', async () => {
    const batches = await Promise.all(Array.from({ length: 8 }, () => claimBatch(run.id, 0, 10)));
    const ids = batches.flatMap((batch) => batch.rows.map((row) => row.subscriberId));
    expect(ids.length).toBe(40);
    expect(new Set(ids).size).toBe(40);
    expect(new Set(batches.flatMap((batch) => batch.rows.map((row) => row.fence))).size).toBeGreaterThanOrEqual(4);
    expect(await statesOf(run.id)).toEqual({ sending: 40 });
    expect(await claimBatch(run.id, 0, 10)).toMatchObject({ rows: [], seenCount: 0 });
  });

  it('takes nobody who has left, however they left (I7)', async () => {
    const [gone, left, erased] = subscribers.map((one) => one.id);
    await pool.query(`UPDATE subscribers SET status = 'unsubscribed' WHERE id = $1`, [left]);
    await pool.query(`UPDATE subscribers SET status = 'gone' WHERE id = $1`, [gone]);
    await pool.query('DELETE FROM subscribers WHERE id = $1', [erased]);
    const batch = await claimBatch(run.id, 0, 100);
    expect(batch.rows.length).toBe(37);
    expect(batch.rows.map((row) => row.subscriberId)).not.toContain(left);
    expect(await statesOf(run.id)).toEqual({ sending: 37, suppressed: 3 });
    expect(await countersOf(run.id)).toEqual({ planned: 40, suppressed: 3 });
    const reasons = await pool.query('SELECT reason FROM run_reasons WHERE run_id = $1 ORDER BY 1', [run.id]);
    expect(reasons.rows.map((row) => row.reason)).toEqual(['erased', 'gone', 'unsubscribed']);
  });

  it('takes nothing past the expiry: the rows become expired (I6)', async () => {
    await pool.query(`UPDATE runs SET expires_at = now() + interval '59 seconds' WHERE id = $1`, [run.id]);
    const batch = await claimBatch(run.id, 0, 30);
    expect(batch).toMatchObject({ rows: [], seenCount: 30 });
    expect(await statesOf(run.id)).toEqual({ pending: 10, expired: 30 });
    expect(await countersOf(run.id)).toEqual({ planned: 40, expired: 30 });
  });

  it.each(['paused', 'cancelled'])('takes nothing of a %s run', async (status) => {
    await pool.query('UPDATE runs SET status = $2::"RunStatus" WHERE id = $1', [run.id, status]);
    expect(await claimBatch(run.id, 0, 30)).toMatchObject({ rows: [], seenCount: 0 });
    expect(await statesOf(run.id)).toEqual({ pending: 40 });
  });

  it('puts off the rows of a push service that is backed off, for this key only', async () => {
    const { rows: origins } = await pool.query<{ id: number }>(
      'SELECT DISTINCT origin_id AS id FROM subscribers WHERE site_id = $1',
      [site.id],
    );
    const pause = (keyId: bigint) =>
      pool.query(
        `INSERT INTO origin_states (origin_id, vapid_key_id, paused_until) VALUES ($1, $2, now() + interval '5 minutes')`,
        [origins[0]?.id, keyId],
      );
    await pause(1n);
    expect((await claimBatch(run.id, 0, 10)).rows.length).toBe(10);
    await pause(site.vapidKeyId);
    expect(await claimBatch(run.id, 0, 100)).toMatchObject({ rows: [], seenCount: 30 });
    // Not due any more, so that they are not looked at over and over.
    expect(await claimBatch(run.id, 0, 100)).toMatchObject({ seenCount: 0 });
    expect(await statesOf(run.id)).toEqual({ pending: 30, sending: 10 });
  });
});

describe('settleBatch', () => {
  it('changes 0 rows for a worker that comes after its lease was taken (I5)', async () => {
    const late = (await claimBatch(run.id, 0, 40)).rows;
    await expireLeases();
    expect(await reapLeases(run.id)).toBe(40);
    // Taken back, not claimed again yet.
    expect(await settle(late)).toBe(0);
    const again = (await claimBatch(run.id, 0, 40)).rows;
    expect(again.length).toBe(40);
    expect(await settle(late)).toBe(0);
    expect(await statesOf(run.id)).toEqual({ sending: 40 });
    expect(await settle(again)).toBe(40);
    expect(await settle(again)).toBe(0);
    expect(await settle(late, { state: 4, reason: 'late' })).toBe(0);
    expect(await statesOf(run.id)).toEqual({ accepted: 40 });
    expect(await countersOf(run.id)).toEqual({ planned: 40, accepted: 40 });
  });

  it('records what it can when the database refuses one of the results', async () => {
    const { rows } = await claimBatch(run.id, 0, 40);
    const [poison, ...others] = rows;
    const [origin] = rows;
    if (!poison || !origin) throw new Error('forty rows were due');
    const refused = settleBatch({
      runId: run.id,
      siteId: site.id,
      // A year in milliseconds is more than the statement's integers hold.
      settlements: [
        settlement(poison, { state: 0, reason: 'x', delayMs: 3.2e10 }),
        ...others.map((row) => settlement(row)),
      ],
      working: [],
      pauses: [{ originId: origin.originId, vapidKeyId: origin.vapidKeyId, ms: 60_000, faultReason: null }],
      alerts: [{ originId: origin.originId, code: 'bad_request', detail: 'a NUL: \0', count: 1 }],
    });
    await expect(refused).rejects.toThrow(/integer/);
    // It is still its claimer's, and taken back when the lease runs out.
    expect(await statesOf(run.id)).toEqual({ sending: 1, accepted: 39 });
    expect(await countersOf(run.id)).toEqual({ planned: 40, accepted: 39 });
    const paused = await pool.query(
      'SELECT paused_until > now() AS is_paused FROM origin_states WHERE vapid_key_id = $1',
      [site.vapidKeyId],
    );
    expect(paused.rows).toEqual([{ is_paused: true }]);
  });

  it('ends a subscription that is gone, with its event, unless it was renewed meanwhile', async () => {
    const { rows } = await claimBatch(run.id, 0, 3);
    const [ended, renewed, mismatched] = rows;
    if (!ended || !renewed || !mismatched) throw new Error('three rows were due');
    await pool.query('UPDATE subscribers SET endpoint_set_at = now() WHERE id = $1', [renewed.subscriberId]);
    const end = (row: ClaimedRow, status: 'gone' | 'key_mismatch', state: 3 | 4) =>
      settlement(row, { state, reason: status, endSubscription: { status, endpointSetAt: row.endpointSetAt } });
    await settleBatch({
      runId: run.id,
      siteId: site.id,
      settlements: [end(ended, 'gone', 3), end(renewed, 'gone', 3), end(mismatched, 'key_mismatch', 4)],
      working: [],
      pauses: [],
      alerts: [],
    });
    const { rows: after } = await pool.query(
      `SELECT id, status FROM subscribers WHERE site_id = $1 AND status <> 'active' ORDER BY id`,
      [site.id],
    );
    expect(after).toEqual(
      [
        { id: ended.subscriberId, status: 'gone' },
        { id: mismatched.subscriberId, status: 'key_mismatch' },
      ].sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    const events = await pool.query('SELECT subscriber_id FROM subscriber_events WHERE site_id = $1 AND kind = $2', [
      site.id,
      'gone',
    ]);
    expect(events.rows).toEqual([{ subscriber_id: ended.subscriberId }]);
    expect(await countersOf(run.id)).toEqual({ planned: 40, gone: 2, rejected: 1 });
  });

  it('does not end a subscription for a row that it no longer holds', async () => {
    const { rows } = await claimBatch(run.id, 0, 1);
    await expireLeases();
    await reapLeases(run.id);
    const [row] = rows;
    await settle(rows, {
      state: 3,
      reason: 'gone',
      endSubscription: { status: 'gone', endpointSetAt: row?.endpointSetAt ?? new Date() },
    });
    const { rows: ended } = await pool.query(`SELECT FROM subscribers WHERE site_id = $1 AND status <> 'active'`, [
      site.id,
    ]);
    expect(ended).toEqual([]);
  });

  it('keeps counters and ticks equal to the rows with many settling at once (I8)', async () => {
    const batches = await Promise.all(Array.from({ length: 8 }, () => claimBatch(run.id, 0, 5)));
    await Promise.all(
      batches.map((batch, index) => settle(batch.rows, { state: index % 2 ? 2 : 4, reason: index % 2 ? null : 'x' })),
    );
    expect(await statesOf(run.id)).toEqual({ accepted: 20, rejected: 20 });
    expect(await countersOf(run.id)).toEqual({ planned: 40, accepted: 20, rejected: 20 });
    const ticks = await pool.query('SELECT sum(settled_count) AS sum FROM run_ticks WHERE run_id = $1', [run.id]);
    expect(Number(ticks.rows[0].sum)).toBe(40);
    const reasons = await pool.query('SELECT outcome, reason, count FROM run_reasons WHERE run_id = $1', [run.id]);
    expect(reasons.rows).toEqual([{ outcome: 'rejected', reason: 'x', count: 20 }]);
  });

  it('counts as sent over time what went to a push service, not who was skipped or too late', async () => {
    for (const state of [2, 3, 4, 5, 6, 7] as const) {
      const { rows } = await claimBatch(run.id, 0, 5);
      await settle(rows, { state, reason: state === 2 ? null : 'x' });
    }
    const ticks = await pool.query('SELECT sum(settled_count) AS sum FROM run_ticks WHERE run_id = $1', [run.id]);
    expect(Number(ticks.rows[0].sum)).toBe(20);
  });

  it('claims what was tried so often that its count is full', async () => {
    await pool.query('UPDATE deliveries SET attempts = 32767 WHERE run_id = $1', [run.id]);
    const { rows } = await claimBatch(run.id, 0, 2);
    expect(rows.map(({ attempts }) => attempts)).toEqual([32_767, 32_767]);
  });

  it('gives rows back unsent without counting an attempt, and pending ones no later than the expiry', async () => {
    const { rows } = await claimBatch(run.id, 0, 2);
    const [first, second] = rows;
    if (!first || !second) throw new Error('two rows were due');
    await settle([first], { state: 0, isUnsent: true, statusCode: null });
    await settle([second], { state: 0, reason: 'server_500', delayMs: 2 ** 31 - 1 });
    const { rows: after } = await pool.query(
      `SELECT d.subscriber_id AS id, attempts, due_at <= now() AS is_due, due_at <= r.expires_at AS in_time, reason
       FROM deliveries d JOIN runs r ON r.id = d.run_id WHERE d.run_id = $1 AND d.subscriber_id = ANY($2) ORDER BY 1`,
      [run.id, [first.subscriberId, second.subscriberId]],
    );
    expect(after).toEqual(
      [
        { id: first.subscriberId, attempts: 0, is_due: true, in_time: true, reason: null },
        { id: second.subscriberId, attempts: 1, is_due: false, in_time: true, reason: 'server_500' },
      ].sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });
});

describe('reapLeases and sweepRun', () => {
  it('leaves a living lease alone', async () => {
    await claimBatch(run.id, 0, 10);
    expect(await reapLeases(run.id)).toBe(0);
  });

  it('follows the policy: resend makes rows due again, skip makes them unknown (I4)', async () => {
    const skipped = await makeRun(site, { shardCount: 1, ambiguityPolicy: 'skip' });
    await fanOutRun(skipped.id);
    await claimBatch(run.id, 0, 10);
    await claimBatch(skipped.id, 0, 10);
    await expireLeases();
    await reapLeases(run.id);
    await reapLeases(skipped.id);
    expect(await statesOf(run.id)).toEqual({ pending: 40 });
    expect(await statesOf(skipped.id)).toEqual({ pending: 30, unknown: 10 });
    expect(await countersOf(skipped.id)).toEqual({ planned: 40, unknown: 10 });
    expect((await claimBatch(run.id, 0, 40)).rows.length).toBe(40);
  });

  it('closes what a cancelled or expired run leaves, and nothing of one that goes on', async () => {
    expect(await sweepRun(run.id)).toBe(0);
    await claimBatch(run.id, 0, 10);
    await pool.query(`UPDATE runs SET status = 'cancelled' WHERE id = $1`, [run.id]);
    expect(await sweepRun(run.id)).toBe(30);
    expect(await statesOf(run.id)).toEqual({ sending: 10, suppressed: 30 });
    await expireLeases();
    await reapLeases(run.id);
    // It may have been shown: not "suppressed", which would say that it was not sent.
    expect(await statesOf(run.id)).toEqual({ suppressed: 30, unknown: 10 });

    const late = await makeRun(site, { expiresInSeconds: 30 });
    await fanOutRun(late.id);
    expect(await statesOf(late.id)).toEqual({ expired: 40 });
    expect(await runRow(late.id)).toMatchObject({ status: 'done' });
  });
});
