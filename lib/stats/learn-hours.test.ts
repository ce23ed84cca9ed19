import { beforeAll, describe, expect, it } from 'vitest';
import { readSiteHours, SITE_HOURS_SQL } from '@/lib/campaigns/read-site-hours';
import type { Receipt } from '@/lib/contracts/embed';
import { signTokens } from '@/lib/delivery/tokens';
import { pool } from '@/lib/platform/db';
import { recordReceipts } from '@/lib/receipts/record-receipts';
import { makeTestRun } from '@/lib/receipts/test-support';
import { explainByIndex } from '@/tests/support/explain-by-index';
import { waitFor } from '@/tests/support/wait-for';
import { LEARN_PAGE_SQL, learnHours, OBSERVATIONS_SQL } from './learn-hours';

type TestRun = Awaited<ReturnType<typeof makeTestRun>>;

const ZONES = ['Asia/Tokyo', null, 'America/Sao_Paulo', 'Mars/Base', 'Europe/Paris', 'Asia/Calcutta', 'UTC', 'UTC'];
const [CLICKER, ZONELESS, TOO_FEW, MARTIAN, SHOWN_AT_ONCE, SHOWN_LATE, CLOSER, SILENT] = ZONES.keys();

let run: TestRun;
const idOf = (index: number | undefined) => run.subscriberIds[index ?? -1] ?? 0n;

/** Another run to the same people. */
async function sendAgain(): Promise<bigint> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO runs (site_id, campaign_id, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at, shard_count, bound_subscriber_id)
     SELECT site_id, campaign_id, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at, shard_count, bound_subscriber_id
     FROM runs WHERE id = $1 RETURNING id`,
    [run.id],
  );
  const id = rows[0]?.id ?? 0n;
  await pool.query(
    `INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, state, settled_at)
     SELECT $2, subscriber_id, site_id, origin_id, shard, 2, now() FROM deliveries WHERE run_id = $1`,
    [run.id, id],
  );
  return id;
}

async function report(runId: bigint, index: number | undefined, k: Receipt['k']): Promise<void> {
  const expiresAt = new Date(Date.now() + 3_600_000);
  const tokens = signTokens({ runId, subscriberId: idOf(index), expiresAt, actionCount: 0 });
  await recordReceipts([{ k, t: (k === 'clicked' ? tokens.clicks[0] : tokens.receipt) ?? '' }]);
}

/** All pages to the end, wherever the place is. */
async function learnAll(pageSize?: number): Promise<number> {
  let count = 0;
  for (let round = 0, ends = 0; ends < 2 && round < 200; round++) {
    const page = await learnHours(pageSize);
    count += page?.learnedCount ?? 0;
    if (page?.isEnd) ends++;
  }
  return count;
}

async function hourOf(index: number | undefined) {
  const { rows } = await pool.query<{ hour: number | null; is_own: boolean; is_utc: boolean }>(
    'SELECT hour, is_own, is_utc FROM active_hours WHERE subscriber_id = $1',
    [idOf(index)],
  );
  return rows[0] ?? null;
}

/** Hours of what was told, by the clocks of Postgres: two when the hour was over meanwhile. */
async function toldHours(index: number | undefined, timezone: string): Promise<number[]> {
  const { rows } = await pool.query<{ hour: number }>(
    `SELECT DISTINCT extract(hour FROM COALESCE(clicked_at, dismissed_at, shown_at) AT TIME ZONE $2)::int AS hour
     FROM deliveries WHERE subscriber_id = $1 AND received_at IS NOT NULL`,
    [idOf(index), timezone],
  );
  return rows.map((row) => row.hour);
}

const all = async () =>
  (await pool.query('SELECT subscriber_id, site_id, hour, is_own, is_utc FROM active_hours ORDER BY 1')).rows;

beforeAll(async () => {
  run = await makeTestRun(ZONES.length);
  for (const [index, zone] of ZONES.entries()) {
    await pool.query('UPDATE subscribers SET timezone = $2 WHERE id = $1', [idOf(index), zone]);
  }
  for (const runId of [run.id, await sendAgain(), await sendAgain()]) {
    await pool.query(
      `UPDATE deliveries SET settled_at = now() - interval '3 hours' WHERE run_id = $1 AND subscriber_id = $2`,
      [runId, idOf(SHOWN_LATE)],
    );
    for (const index of [CLICKER, ZONELESS, MARTIAN]) await report(runId, index, 'clicked');
    if (runId !== run.id) await report(runId, TOO_FEW, 'clicked');
    await report(runId, SHOWN_AT_ONCE, 'shown');
    await report(runId, SHOWN_LATE, 'shown');
    await report(runId, CLOSER, 'dismissed');
  }
  await learnAll();
});

describe('the hour of a subscriber', () => {
  it('is that of their own clock at which they clicked, closed, or took up the device', async () => {
    for (const [index, zone] of [
      [CLICKER, 'Asia/Tokyo'],
      [SHOWN_LATE, 'Asia/Calcutta'],
      [CLOSER, 'UTC'],
    ] as const) {
      const found = await hourOf(index);
      expect(found).toMatchObject({ is_own: true, is_utc: false });
      expect(await toldHours(index, zone)).toContain(found?.hour);
    }
  });

  it('is one of UTC where the zone is not known', async () => {
    for (const index of [ZONELESS, MARTIAN]) {
      const found = await hourOf(index);
      expect(found).toMatchObject({ is_own: true, is_utc: true });
      expect(await toldHours(index, 'UTC')).toContain(found?.hour);
    }
  });

  it('is not their own after two clicks, and nothing when messages were only shown as they came', async () => {
    expect(await hourOf(TOO_FEW)).toMatchObject({ hour: expect.any(Number), is_own: false });
    for (const index of [SHOWN_AT_ONCE, SILENT])
      expect(await hourOf(index)).toMatchObject({ hour: null, is_own: false });
  });

  it('is worked out anew only for whom something was heard, or after a week', async () => {
    const before = await all();
    await pool.query(`UPDATE subscribers SET last_seen_at = now() - interval '1 hour' WHERE site_id = $1`, [
      run.site.id,
    ]);
    await learnAll();
    expect(await learnAll()).toBe(0);
    expect(await all()).toEqual(before);
    await pool.query(`UPDATE active_hours SET computed_at = now() - interval '8 days' WHERE subscriber_id = $1`, [
      idOf(CLICKER),
    ]);
    await pool.query(`UPDATE subscribers SET last_seen_at = now() WHERE id = $1`, [idOf(SILENT)]);
    // The one just seen is looked at in both passes.
    expect(await learnAll()).toBeGreaterThanOrEqual(2);
    expect(await all()).toEqual(before);
  });

  it('forgets what is older than 90 days, and begins with nobody who was not seen for as long', async () => {
    const other = await makeTestRun(2);
    const [old = 0n, gone = 0n] = other.subscriberIds;
    const launchedAt = Date.now() - 100 * 86_400_000;
    const runIds = [0n, 1n, 2n].map((n) => (BigInt(launchedAt - 1_767_225_600_000) << 20n) + n);
    await pool.query(
      `INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, state, settled_at, clicked_at)
       SELECT id, $2, $3, 1, 0, 2, to_timestamp($4), to_timestamp($4) FROM unnest($1::bigint[]) id`,
      [runIds, old, other.site.id, launchedAt / 1_000],
    );
    await pool.query(`UPDATE subscribers SET last_seen_at = now() - interval '91 days' WHERE id = $1`, [gone]);
    await learnAll();
    const { rows } = await pool.query('SELECT subscriber_id, hour FROM active_hours WHERE site_id = $1', [
      other.site.id,
    ]);
    expect(rows).toEqual([{ subscriber_id: old, hour: null }]);
  });

  it('goes with the subscription, and with the subscriber', async () => {
    const other = await makeTestRun(2);
    const [ended, erased] = other.subscriberIds;
    await learnAll();
    const countOf = async () =>
      (await pool.query('SELECT FROM active_hours WHERE site_id = $1', [other.site.id])).rowCount;
    expect(await countOf()).toBe(2);
    await pool.query(`UPDATE subscribers SET status = 'unsubscribed' WHERE id = $1`, [ended]);
    await pool.query('DELETE FROM subscribers WHERE id = $1', [erased]);
    await learnAll();
    expect(await countOf()).toBe(0);
  });
});

describe('learning', () => {
  it('comes to the same by small pages and several workers', async () => {
    const before = await all();
    await pool.query('DELETE FROM active_hours');
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let round = 0; round < 30; round++) await learnHours(3);
      }),
    );
    // Who found the place taken did nothing; the rest is gone through to the end.
    await learnAll(3);
    expect(await all()).toEqual(before);
  });

  it('does nothing while another is at it', async () => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT FROM walk_cursors WHERE name = 'active-hours' FOR UPDATE`);
      expect(await learnHours()).toBeNull();
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    expect(await learnHours()).not.toBeNull();
  });

  it('leaves nothing half done when its connection dies in the middle', async () => {
    const before = await all();
    await pool.query('DELETE FROM active_hours');
    await pool.query(`UPDATE walk_cursors SET cursor = 0 WHERE name = 'active-hours'`);
    const holder = await pool.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM subscribers WHERE id = $1 FOR UPDATE', [idOf(CLICKER)]);
      const page = learnHours().catch((error: Error) => error);
      // Not by the holder: a transaction sees the others' activity as it was when it first looked.
      await waitFor(async () => {
        const { rows } = await pool.query<{ count: bigint }>(
          `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO active_hours%'`,
        );
        return Number(rows[0]?.count ?? 0) > 0;
      });
      expect(await page).toBeInstanceOf(Error);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    expect(await all()).toEqual([]);
    const { rows } = await pool.query(`SELECT cursor FROM walk_cursors WHERE name = 'active-hours'`);
    expect(rows).toEqual([{ cursor: 0n }]);
    await learnAll();
    expect(await all()).toEqual(before);
  });

  it('is read by key and index', async () => {
    await pool.query('ANALYZE subscribers, active_hours');
    const page = await explainByIndex(LEARN_PAGE_SQL, [5n, 500]);
    const observations = await explainByIndex(OBSERVATIONS_SQL, [run.subscriberIds]);
    for (const plan of [page, observations]) expect(plan).not.toMatch(/Seq Scan/);
    expect(observations).toMatch(/subscriber/);
    expect(await explainByIndex(SITE_HOURS_SQL, [run.site.id])).not.toMatch(/Seq Scan/);
  });
});

it('counts by site who has an hour, and takes one for the others from twenty subscribers on', async () => {
  const site = run.site.id;
  expect(await readSiteHours(site)).toEqual({ hour: null, ownCount: 5, seenCount: 6 });
  const other = await makeTestRun(25);
  await pool.query(
    `INSERT INTO active_hours (subscriber_id, site_id, hour, is_own, is_utc, computed_at)
     SELECT id, site_id, CASE WHEN n > 15 THEN 9 ELSE 19 END, n > 20, false, now()
     FROM unnest($1::bigint[]) WITH ORDINALITY AS u (id, n) JOIN subscribers s USING (id)`,
    [other.subscriberIds],
  );
  expect(await readSiteHours(other.site.id)).toEqual({ hour: 19, ownCount: 5, seenCount: 25 });
});
