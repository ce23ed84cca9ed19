import type { PoolClient } from 'pg';
import { CLICK_WEIGHT, type Observation, ownHour, SIGN_WEIGHT } from '@/lib/campaigns/best-hour';
import { toLocalInput } from '@/lib/contracts/zoned-time';
import { pool } from '@/lib/platform/db';
import { inTransaction } from '@/lib/platform/transaction';
import { idAt } from './id-at';

/** Subscribers looked at in a round; most of them have nothing new. */
export const LEARN_PAGE_SIZE = 2_000;
/** Habits change: what is older says nothing. */
const WINDOW = "interval '90 days'";
/** Of whom nothing new was heard, so that what is too old goes. */
const RENEW_AFTER = "interval '7 days'";
/** The last messages of one subscriber that are looked at. */
const MAX_MESSAGES = 50;
/** One shown sooner after it was sent tells when we sent, not when somebody was there. */
const LATE_AFTER = "interval '10 minutes'";

const PLACE = 'active-hours';

interface Due {
  id: bigint;
  site_id: bigint;
  timezone: string | null;
  is_ended: boolean;
}

/**
 * Works out, for the next page of all subscribers, at which hour of their clock they were active most, from what their
 * browsers told of the messages of the last 90 days; then goes on from the beginning. A page is one transaction with
 * its place, so that a killed worker leaves nothing half done, and one worker at a time is at it. Read from rows that
 * are there anyway: a receipt or click writes nothing for it.
 * @returns how many subscribers were looked at, and how many of those worked out anew; null while another is at it
 */
export async function learnHours(
  pageSize: number = LEARN_PAGE_SIZE,
): Promise<{ seenCount: number; learnedCount: number; isEnd: boolean } | null> {
  await pool.query('INSERT INTO walk_cursors (name, cursor) VALUES ($1, 0) ON CONFLICT DO NOTHING', [PLACE]);
  return inTransaction(async (client) => {
    const { rows } = await client.query<{ cursor: bigint }>(
      'SELECT cursor FROM walk_cursors WHERE name = $1 FOR UPDATE SKIP LOCKED',
      [PLACE],
    );
    if (!rows[0]) return null;
    const { due, last, seenCount } = await readPage(client, rows[0].cursor, pageSize);
    const ended = due.filter((one) => one.is_ended);
    if (ended.length > 0) {
      await client.query('DELETE FROM active_hours WHERE subscriber_id = ANY($1::bigint[])', [
        ended.map((one) => one.id),
      ]);
    }
    const learned = due.filter((one) => !one.is_ended);
    if (learned.length > 0) await learn(client, learned);
    const isEnd = seenCount < pageSize;
    await client.query('UPDATE walk_cursors SET cursor = $2 WHERE name = $1', [PLACE, isEnd ? 0n : last]);
    return { seenCount, learnedCount: learned.length, isEnd };
  });
}

/** Whose hour may have changed, among the next subscribers by key. */
async function readPage(client: PoolClient, after: bigint, pageSize: number) {
  const { rows } = await client.query<Due & { is_due: boolean; last: bigint; size: number }>(LEARN_PAGE_SQL, [
    after,
    pageSize,
  ]);
  return { due: rows.filter((row) => row.is_due), last: rows[0]?.last ?? after, seenCount: rows[0]?.size ?? 0 };
}

/**
 * Exported for the test that reads its plan. A visit or click moves `last_seen_at`; a minute is looked at twice, for
 * transactions that took their time.
 */
export const LEARN_PAGE_SQL = `
  WITH page AS MATERIALIZED (
    SELECT id, site_id, timezone, status <> 'active' AS is_ended, last_seen_at FROM subscribers
    WHERE id > $1 ORDER BY id LIMIT $2
  ),
  judged AS (
    SELECT page.*, CASE
      WHEN is_ended THEN h.subscriber_id IS NOT NULL
      WHEN h.subscriber_id IS NULL THEN last_seen_at > now() - ${WINDOW}
      ELSE last_seen_at > h.computed_at - interval '1 minute' OR h.computed_at < now() - ${RENEW_AFTER}
    END AS is_due
    FROM page LEFT JOIN LATERAL (
      SELECT subscriber_id, computed_at FROM active_hours WHERE subscriber_id = page.id LIMIT 1
    ) h ON true
  ),
  bounds AS (SELECT max(id) AS last, count(*)::int AS size FROM page)
  -- The last one comes along for the bounds, should nobody be due.
  SELECT id, site_id, timezone, is_ended, is_due, last, size FROM judged CROSS JOIN bounds WHERE is_due OR id = last`;

async function learn(client: PoolClient, due: readonly Due[]): Promise<void> {
  const ids = due.map((one) => one.id);
  const { rows } = await client.query<{ subscriber_id: bigint; is_click: boolean; at: Date }>(OBSERVATIONS_SQL, [ids]);
  const observations = new Map<bigint, { isClick: boolean; at: Date }[]>(ids.map((id) => [id, []]));
  for (const row of rows) observations.get(row.subscriber_id)?.push({ isClick: row.is_click, at: row.at });
  // Zone by zone: one clock serves them all.
  const byZone = [...due].sort((a, b) => ((a.timezone ?? '') < (b.timezone ?? '') ? -1 : 1));
  const found = byZone.map((one) => {
    const zone = knownZone(one.timezone);
    const seen = (observations.get(one.id) ?? []).map(
      ({ isClick, at }): Observation => ({
        hour: Number(toLocalInput(at, zone ?? 'UTC').slice(11, 13)),
        weight: isClick ? CLICK_WEIGHT : SIGN_WEIGHT,
        atMs: at.getTime(),
      }),
    );
    const own = ownHour(seen);
    return { ...one, hour: own?.hour ?? null, isOwn: own?.isOwn ?? false, isUtc: zone === null };
  });
  found.sort((a, b) => (a.id < b.id ? -1 : 1));
  await client.query(WRITE_SQL, [
    found.map((one) => one.id),
    found.map((one) => one.hour),
    found.map((one) => one.isOwn),
    found.map((one) => one.isUtc),
  ]);
}

/**
 * Exported for the test that reads its plan. One observation a message: the click, else that it was closed, else that
 * it was shown long after it was sent, when the device was taken up.
 */
export const OBSERVATIONS_SQL = `
  SELECT id AS subscriber_id, clicked_at IS NOT NULL AS is_click, COALESCE(clicked_at, dismissed_at, shown_at) AS at
  FROM unnest($1::bigint[]) AS id CROSS JOIN LATERAL (
    SELECT d.clicked_at, d.dismissed_at, d.shown_at, d.settled_at FROM deliveries d
    WHERE d.subscriber_id = id AND d.run_id > ${idAt(`now() - ${WINDOW}`)}
    ORDER BY d.run_id DESC LIMIT ${MAX_MESSAGES}
  ) d
  WHERE clicked_at IS NOT NULL OR dismissed_at IS NOT NULL OR shown_at > settled_at + ${LATE_AFTER}`;

/** Who was erased meanwhile is left out, and cannot be until this ends. */
const WRITE_SQL = `
  INSERT INTO active_hours (subscriber_id, site_id, hour, is_own, is_utc, computed_at)
  SELECT s.id, s.site_id, f.hour, f.is_own, f.is_utc, now()
  FROM unnest($1::bigint[], $2::smallint[], $3::bool[], $4::bool[]) AS f (id, hour, is_own, is_utc)
  CROSS JOIN LATERAL (SELECT id, site_id FROM subscribers WHERE id = f.id LIMIT 1 FOR KEY SHARE) s
  ON CONFLICT (subscriber_id) DO UPDATE SET hour = excluded.hour, is_own = excluded.is_own, is_utc = excluded.is_utc,
    computed_at = excluded.computed_at`;

/** Null when it is unknown, or no zone that this runtime knows. */
function knownZone(timezone: string | null): string | null {
  if (!timezone) return null;
  try {
    toLocalInput(new Date(0), timezone);
    return timezone;
  } catch {
    return null;
  }
}
