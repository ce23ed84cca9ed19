import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRun } from '@/lib/campaigns/create-run';
import { MessageInput } from '@/lib/contracts/messages';
import type { BestTimeRun } from '@/lib/contracts/schedules';
import { db, pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { planOf, readCount } from '@/tests/support/plan-of';
import { fanOutRun } from './fan-out-run';
import { planPage, planPageQuery } from './plan-page';
import { sendDue } from './send-due';
import { addSubscribers, countersOf, EVERYONE, makeSite, runRow, statesOf, type TestSite } from './test-kit/fixture';
import { type PushSink, startPushSink } from './test-kit/push-sink';

let sink: PushSink;
let site: TestSite;
const never = new AbortController().signal;
const SITE_HOUR = 19;
const FALLBACK = 'Europe/Paris';

/** Zone as stored, the hour known of them, whether it is enough, and whether it was counted by UTC's clock. */
const GROUPS = {
  tokyoOwn: { count: 6, timezone: 'Asia/Tokyo', hour: 9, isOwn: true, isUtc: false, clock: 'Asia/Tokyo' },
  tokyoTooFew: { count: 3, timezone: 'Asia/Tokyo', hour: 9, isOwn: false, isUtc: false, clock: 'Asia/Tokyo' },
  calcuttaNone: { count: 4, timezone: 'Asia/Calcutta', hour: null, isOwn: false, isUtc: false, clock: 'Asia/Calcutta' },
  zonelessOwn: { count: 2, timezone: null, hour: 7, isOwn: true, isUtc: true, clock: 'UTC' },
  // Their zone was told since: the hour still is one of UTC.
  movedOwn: { count: 2, timezone: 'America/New_York', hour: 7, isOwn: true, isUtc: true, clock: 'UTC' },
  zonelessNone: { count: 3, timezone: null, hour: null, isOwn: false, isUtc: false, clock: FALLBACK },
} as const;
type GroupName = keyof typeof GROUPS;
const names = Object.keys(GROUPS) as GroupName[];
const total = names.reduce((sum, name) => sum + GROUPS[name].count, 0);
const ids = new Map<GroupName, bigint[]>();

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  site = await makeSite();
  for (const name of names) {
    const { count, timezone, hour, isOwn, isUtc } = GROUPS[name];
    const made = (await addSubscribers(site, sink, count)).map((one) => one.id);
    ids.set(name, made);
    await pool.query('UPDATE subscribers SET timezone = $1 WHERE id = ANY($2)', [timezone, made]);
    // Of the last group nothing is stored at all.
    if (name === 'zonelessNone') continue;
    await pool.query(
      `INSERT INTO active_hours (subscriber_id, site_id, hour, is_own, is_utc, computed_at)
       SELECT id, $2, $3, $4, $5, now() FROM unnest($1::bigint[]) AS id`,
      [made, site.id, hour, isOwn, isUtc],
    );
  }
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

async function makeBestRun(siteHour: number | null = SITE_HOUR): Promise<bigint> {
  const campaign = {
    id: null,
    siteId: site.id,
    urgency: 'low',
    ambiguityPolicy: 'resend',
    throttlePerMinute: null,
  } as const;
  const localTime: BestTimeRun = { kind: 'best_time', fallbackTimezone: FALLBACK, siteHour };
  const { id } = await db.$transaction((tx) =>
    createRun(tx, campaign, {
      audience: EVERYONE,
      message: MessageInput.parse({ title: 'Hello', url: 'https://shop.example/' }),
      isTest: false,
      ttlSeconds: 3_600,
      localTime,
    }),
  );
  return id;
}

/** By Postgres' clocks: the launch when it shows the hour then, else the first half hour at which it does. */
async function expectedStart(runId: bigint, timezone: string, hour: number): Promise<string> {
  const { rows } = await pool.query<{ at: Date }>(
    `SELECT min(t) AS at FROM runs, LATERAL (
       SELECT created_at AS t UNION ALL
       SELECT g FROM generate_series(date_trunc('hour', created_at), created_at + interval '26 hours', interval '30 minutes') g
       WHERE g > created_at
     ) t WHERE id = $1 AND extract(hour FROM t AT TIME ZONE $2) = $3`,
    [runId, timezone, hour],
  );
  return rows[0]?.at.toISOString() ?? 'never';
}

async function startsOf(runId: bigint, name: GroupName): Promise<string[]> {
  const { rows } = await pool.query<{ at: Date; is_due: boolean }>(
    `SELECT DISTINCT starts_at AS at, due_at = starts_at AS is_due FROM deliveries
     WHERE run_id = $1 AND subscriber_id = ANY($2)`,
    [runId, ids.get(name)],
  );
  expect(rows.every((row) => row.is_due)).toBe(true);
  return rows.map((row) => row.at.toISOString());
}

describe('a run by best time', () => {
  it('starts each row at its own hour, else at the site’s, each by the right clock', async () => {
    const run = await makeBestRun();
    await fanOutRun(run);
    for (const name of names) {
      const { hour, isOwn, clock } = GROUPS[name];
      const expected = await expectedStart(run, clock, isOwn ? hour : SITE_HOUR);
      expect([name, await startsOf(run, name)]).toEqual([name, [expected]]);
    }
    expect(await runRow(run)).toMatchObject({ audience_count: total, planned_at: expect.any(Date) });
    const { rows } = await pool.query(
      `SELECT sum(planned_count)::int AS count, bool_and(starts_at + interval '1 hour' <= expires_at) AS is_in_time
       FROM run_zones JOIN runs ON runs.id = run_id WHERE run_id = $1`,
      [run],
    );
    expect(rows).toEqual([{ count: total, is_in_time: true }]);
  });

  it('starts at once for whom nothing is known, when nothing is known of the site', async () => {
    const run = await makeBestRun(null);
    await fanOutRun(run);
    const { rows } = await pool.query<{ created_at: Date }>('SELECT created_at FROM runs WHERE id = $1', [run]);
    const launched = rows[0]?.created_at.toISOString();
    for (const name of ['tokyoTooFew', 'calcuttaNone', 'zonelessNone'] as const) {
      expect(await startsOf(run, name)).toEqual([launched]);
    }
    expect(await startsOf(run, 'tokyoOwn')).toEqual([await expectedStart(run, 'Asia/Tokyo', 9)]);
  });

  it('sends what is due, keeps the rest, and ends with the last', async () => {
    const run = await makeBestRun();
    await fanOutRun(run);
    const send = async () => {
      for (let shard = 0; shard < 8; shard++) await sendDue(run, shard, 'bulk', never);
    };
    // None is due, whatever hour the test runs at.
    await pool.query(
      `UPDATE deliveries SET due_at = now() + interval '5 hours', starts_at = now() + interval '5 hours' WHERE run_id = $1`,
      [run],
    );
    await send();
    expect(await statesOf(run)).toEqual({ pending: total });
    const arrive = (name: GroupName) =>
      pool.query(
        `UPDATE deliveries SET due_at = now() - interval '1 second', starts_at = now() - interval '1 second'
         WHERE run_id = $1 AND subscriber_id = ANY($2)`,
        [run, ids.get(name)],
      );
    await arrive('tokyoOwn');
    await send();
    expect(await statesOf(run)).toEqual({ pending: total - 6, accepted: 6 });
    expect(await runRow(run)).toMatchObject({ status: 'running', finished_at: null });
    for (const name of names) await arrive(name);
    await send();
    expect(await statesOf(run)).toEqual({ accepted: total });
    expect(await runRow(run)).toMatchObject({ status: 'done', finished_at: expect.any(Date) });
  });

  it('is planned once by many workers, page by page, and closed when it is cancelled', async () => {
    const run = await makeBestRun();
    const times: BestTimeRun = { kind: 'best_time', fallbackTimezone: FALLBACK, siteHour: SITE_HOUR };
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        while (await planPage(run, site.id, EVERYONE, 3, times));
      }),
    );
    expect(await countersOf(run)).toEqual({ planned: total });
    for (const name of names) {
      const { hour, isOwn, clock } = GROUPS[name];
      const expected = await expectedStart(run, clock, isOwn ? hour : SITE_HOUR);
      expect([name, await startsOf(run, name)]).toEqual([name, [expected]]);
    }
    await pool.query(`UPDATE runs SET status = 'cancelled' WHERE id = $1`, [run]);
    await fanOutRun(run);
    expect(await statesOf(run)).toEqual({ suppressed: total });
  });

  it('goes with the variants of a test, and holds out whom the test does', async () => {
    const run = await makeBestRun();
    const times: BestTimeRun = { kind: 'best_time', fallbackTimezone: FALLBACK, siteHour: SITE_HOUR };
    const split = { seed: run, cuts: [200_000, 600_000, 1_000_000], hasHeldOut: true };
    while (await planPage(run, site.id, EVERYONE, 7, times, split));
    const { rows } = await pool.query<{ held_out: number; planned: number; zoned: number }>(
      `SELECT count(*) FILTER (WHERE reason = 'hold_out')::int AS held_out, count(*) FILTER (WHERE reason IS NULL)::int AS planned,
         (SELECT sum(planned_count)::int FROM run_zones WHERE run_id = $1) AS zoned FROM deliveries WHERE run_id = $1`,
      [run],
    );
    const [counts] = rows;
    expect((counts?.held_out ?? 0) + (counts?.planned ?? 0)).toBe(total);
    expect(counts?.zoned).toBe(counts?.planned);
    expect(await startsOf(run, 'tokyoOwn')).toEqual([await expectedStart(run, 'Asia/Tokyo', 9)]);
  });

  it('reads as many subscribers as without, and their hours by key', async () => {
    const { rows } = await pool.query<{ id: bigint }>(
      `INSERT INTO push_origins (origin) VALUES ('https://many.example') RETURNING id`,
    );
    const many = await makeSite('Many');
    await pool.query(
      `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, timezone)
       SELECT $1, 'https://many.example/' || n, sha256(n::text::bytea), $2, 'x', 'y', $3, 'Europe/Paris' FROM generate_series(1, 20000) n`,
      [many.id, rows[0]?.id, many.vapidKeyId],
    );
    await pool.query(
      `INSERT INTO active_hours (subscriber_id, site_id, hour, is_own, is_utc, computed_at)
       SELECT id, site_id, id % 24, id % 3 = 0, false, now() FROM subscribers WHERE site_id = $1`,
      [many.id],
    );
    await pool.query('ANALYZE subscribers, active_hours');
    const readOf = async (times: BestTimeRun | null) => {
      const run = await makeBestRun();
      const { text, params } = planPageQuery(run, many.id, EVERYONE, 500, times);
      await pool.query('UPDATE runs SET site_id = $2 WHERE id = $1', [run, many.id]);
      const nodes = await planOf(text, params);
      const of = (relation: string) => nodes.filter((node) => node['Relation Name'] === relation);
      for (const relation of ['subscribers', 'active_hours']) {
        expect(of(relation).map((node) => node['Node Type'])).not.toContain('Seq Scan');
      }
      const sum = (relation: string) => of(relation).reduce((count, node) => count + readCount(node), 0);
      return { subscribers: sum('subscribers'), lookups: of('active_hours') };
    };
    const plain = await readOf(null);
    const best = await readOf({ kind: 'best_time', fallbackTimezone: FALLBACK, siteHour: SITE_HOUR });
    expect(best.subscribers).toBe(plain.subscribers);
    expect(plain.lookups).toEqual([]);
    expect(best.lookups.map((node) => [node['Index Name'], node['Actual Loops']])).toEqual([
      ['active_hours_pkey', 500],
    ]);
  });
});
