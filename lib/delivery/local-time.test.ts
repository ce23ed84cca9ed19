import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRun } from '@/lib/campaigns/create-run';
import { MessageInput } from '@/lib/contracts/messages';
import type { LocalTimeSchedule } from '@/lib/contracts/schedules';
import { db, pool } from '@/lib/platform/db';
import { closeQueues, queueStats } from '@/lib/platform/queue';
import { claimBatch } from './claim-batch';
import { fanOutRun } from './fan-out-run';
import { reconcile } from './reconcile';
import { retryRun } from './retry-run';
import { sendDue } from './send-due';
import { addSubscribers, countersOf, EVERYONE, makeSite, runRow, statesOf, type TestSite } from './test-kit/fixture';
import { type PushSink, startPushSink } from './test-kit/push-sink';

let sink: PushSink;
let site: TestSite;
const ZONES = { 'Asia/Tokyo': 6, 'Asia/Calcutta': 3, 'Europe/Paris': 5, 'America/Los_Angeles': 4, '': 2 };
const never = new AbortController().signal;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  site = await makeSite();
  for (const [timezone, count] of Object.entries(ZONES)) {
    const made = await addSubscribers(site, sink, count);
    const ids = made.map((one) => one.id);
    await pool.query(`UPDATE subscribers SET timezone = nullif($1, '') WHERE id = ANY($2)`, [timezone, ids]);
  }
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

/** `hours` from now on the clocks of UTC. */
const clockIn = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16);

async function makeLocalRun(localTime: Partial<LocalTimeSchedule>, ttlSeconds = 3_600) {
  const campaign = {
    id: null,
    siteId: site.id,
    urgency: 'low',
    ambiguityPolicy: 'resend',
    throttlePerMinute: null,
  } as const;
  const { id } = await db.$transaction((tx) =>
    createRun(tx, campaign, {
      audience: EVERYONE,
      message: MessageInput.parse({ title: 'Hello', url: 'https://shop.example/' }),
      isTest: false,
      ttlSeconds,
      localTime: {
        kind: 'local_time',
        at: clockIn(48),
        fallbackTimezone: 'Europe/Paris',
        whenPassed: 'next_day',
        ...localTime,
      },
    }),
  );
  return id;
}
const send = async (runId: bigint) => {
  for (let shard = 0; shard < 8; shard++) await sendDue(runId, shard, 'bulk', never);
};

describe('a run in local time', () => {
  it('plans each row for the time of its zone, by the rules of Postgres too', async () => {
    const at = '2045-06-15T09:00';
    const run = await makeLocalRun({ at });
    await fanOutRun(run);
    const { rows } = await pool.query<{ timezone: string; count: number; is_right: boolean }>(
      `SELECT COALESCE(s.timezone, '') AS timezone, count(*)::int,
         bool_and(d.due_at = $2::timestamp AT TIME ZONE COALESCE(s.timezone, 'Europe/Paris') AND d.starts_at = d.due_at) AS is_right
       FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id WHERE d.run_id = $1 GROUP BY 1`,
      [run, at],
    );
    expect(Object.fromEntries(rows.map((row) => [row.timezone, row.count]))).toEqual(ZONES);
    expect(rows.every((row) => row.is_right)).toBe(true);
    const zones = await pool.query(`SELECT timezone, planned_count FROM run_zones WHERE run_id = $1`, [run]);
    expect(Object.fromEntries(zones.rows.map((row) => [row.timezone, row.planned_count]))).toEqual(ZONES);
    const { rows: ends } = await pool.query(
      `SELECT expires_at >= max_start + interval '1 hour' AS is_late_enough FROM runs,
         (SELECT max(starts_at) AS max_start FROM deliveries WHERE run_id = $1) m WHERE id = $1`,
      [run],
    );
    expect(ends[0].is_late_enough).toBe(true);
  });

  it('sends zone by zone, is not done before the last, and a retry brings no zone forward', async () => {
    const run = await makeLocalRun({});
    await fanOutRun(run);
    const before = sink.messages.length;
    await send(run);
    expect(sink.messages.length).toBe(before);
    expect(await runRow(run)).toMatchObject({ status: 'running', audience_count: 20, finished_at: null });
    expect(await retryRun(run)).toBe(0);

    const arrive = (timezones: string[]) =>
      pool.query(
        `UPDATE deliveries d SET due_at = now() - interval '1 second', starts_at = now() - interval '1 second' FROM subscribers s
         WHERE d.run_id = $1 AND s.id = d.subscriber_id AND COALESCE(s.timezone, '') = ANY($2)`,
        [run, timezones],
      );
    await arrive(['Asia/Tokyo']);
    await send(run);
    expect(await statesOf(run)).toEqual({ pending: 14, accepted: 6 });
    expect(await runRow(run)).toMatchObject({ status: 'running', finished_at: null });
    await arrive(Object.keys(ZONES));
    await send(run);
    expect(await statesOf(run)).toEqual({ accepted: 20 });
    expect(await runRow(run)).toMatchObject({ status: 'done', finished_at: expect.any(Date) });
  });

  it("counts a row's TTL from its own start, and never past it", async () => {
    const run = await makeLocalRun({});
    await fanOutRun(run);
    // Tokyo's time came two hours ago while nobody could send; its hour is over, the others' has not begun.
    await pool.query(
      `UPDATE deliveries d SET due_at = now() - interval '2 hours', starts_at = now() - interval '2 hours'
       FROM subscribers s WHERE d.run_id = $1 AND s.id = d.subscriber_id AND s.timezone = 'Asia/Tokyo'`,
      [run],
    );
    await pool.query(
      `UPDATE deliveries d SET due_at = now(), starts_at = now() - interval '30 minutes'
       FROM subscribers s WHERE d.run_id = $1 AND s.id = d.subscriber_id AND s.timezone = 'Europe/Paris'`,
      [run],
    );
    const claimed = (await Promise.all(Array.from({ length: 8 }, (_, shard) => claimBatch(run, shard, 100)))).flatMap(
      (batch) => batch.rows,
    );
    expect(await statesOf(run)).toEqual({ pending: 9, sending: 5, expired: 6 });
    expect(claimed.length).toBe(5);
    for (const row of claimed) expect(row.msLeft).toBeLessThanOrEqual(31 * 60_000);
  });

  it('leaves out those whose time has passed, if so chosen, and its sum holds (I1)', async () => {
    // Nine hours ago by Tokyo's clock, to come by the others'.
    const at = new Date(Date.now() + 0.5 * 3_600_000).toISOString().slice(0, 16);
    const run = await makeLocalRun({ at, whenPassed: 'skip', fallbackTimezone: 'UTC' });
    await fanOutRun(run);
    const { rows } = await pool.query<{ timezone: string; state: number; reason: string | null }>(
      `SELECT DISTINCT COALESCE(s.timezone, '') AS timezone, d.state, d.reason FROM deliveries d
       JOIN subscribers s ON s.id = d.subscriber_id WHERE d.run_id = $1`,
      [run],
    );
    const of = (timezone: string) => rows.find((row) => row.timezone === timezone);
    expect(of('Asia/Tokyo')).toMatchObject({ state: 6, reason: 'time_passed' });
    expect(of('Asia/Calcutta')).toMatchObject({ state: 6, reason: 'time_passed' });
    expect(of('')).toMatchObject({ state: 0, reason: null });
    expect(of('America/Los_Angeles')).toMatchObject({ state: 0, reason: null });
    expect(await countersOf(run)).toMatchObject({ planned: 20, suppressed: (await statesOf(run)).suppressed });
    await pool.query(`UPDATE runs SET status = 'cancelled' WHERE id = $1`, [run]);
    await fanOutRun(run);
    expect(await statesOf(run)).toEqual({ suppressed: 20 });
    expect(await runRow(run)).toMatchObject({ status: 'cancelled', finished_at: expect.any(Date) });
  });

  it('is called for at its instant: a job that waits, not one that polls', async () => {
    const run = await makeLocalRun({});
    await fanOutRun(run);
    const waitingCount = async () => (await queueStats()).find((each) => each.queue === 'send')?.counts.delayed ?? 0;
    await reconcile();
    const before = await waitingCount();
    await pool.query(
      `UPDATE deliveries SET due_at = now() + interval '20 seconds' WHERE run_id = $1 AND shard = (SELECT min(shard) FROM deliveries WHERE run_id = $1)`,
      [run],
    );
    await reconcile();
    await reconcile();
    expect(await waitingCount()).toBe(before + 1);
  });
});
