import { inTransaction } from '@/lib/platform/transaction';

/** Things that one delivery tells of, at most. */
export const MAX_ITEMS = 1_000;
const OUTBOX_PAGE = 200;
/** How long a delivery is tried. */
export const GIVE_UP_HOURS = 72;

/**
 * Turns what the outbox holds into events and, for each active endpoint that wants their type, a delivery: one
 * transaction takes the rows out and puts the deliveries in, so that nothing is lost or told twice by a crash. What is
 * of one type and run is merged, up to 1,000 items an event. One that was deleted but can be restored has its deliveries too. One process at a time, since two would merge less.
 * @returns the number of outbox rows taken; the rest is for the next call
 */
export async function formDeliveries(): Promise<{ takenCount: number; isComplete: boolean }> {
  return inTransaction(async (client) => {
    const { rows: locks } = await client.query<{ is_mine: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtext('belfry form webhook deliveries')) AS is_mine`,
    );
    if (!locks[0]?.is_mine) return { takenCount: 0, isComplete: true };
    const { rows } = await client.query<{ taken_count: number }>(FORM_SQL, [OUTBOX_PAGE, MAX_ITEMS, GIVE_UP_HOURS]);
    const takenCount = rows[0]?.taken_count ?? 0;
    return { takenCount, isComplete: takenCount < OUTBOX_PAGE };
  });
}

const FORM_SQL = `
  WITH taken AS (
    DELETE FROM webhook_outbox WHERE id IN (SELECT id FROM webhook_outbox ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING id, site_id, type, run_id, subscriber_ids, details, at
  ),
  item AS (
    SELECT t.id, t.site_id, t.type, t.run_id, t.at, i.subscriber_id, i.detail, i.position,
      (row_number() OVER (PARTITION BY t.site_id, t.type, t.run_id ORDER BY t.id, i.position) - 1) / $2::int AS chunk
    FROM taken t, unnest(t.subscriber_ids, t.details) WITH ORDINALITY AS i (subscriber_id, detail, position)
  ),
  merged AS (
    SELECT min(id) AS first_id, site_id, type, run_id, array_agg(subscriber_id ORDER BY id, position) AS subscriber_ids,
      array_agg(detail ORDER BY id, position) AS details, array_agg(at ORDER BY id, position) AS times
    FROM item GROUP BY site_id, type, run_id, chunk
    UNION ALL
    SELECT id, site_id, type, run_id, subscriber_ids, details, ARRAY[at] FROM taken WHERE cardinality(subscriber_ids) = 0
  ),
  event AS (
    INSERT INTO webhook_events (site_id, type, run_id, subscriber_ids, details, times)
    SELECT site_id, type, run_id, subscriber_ids, details, times FROM merged ORDER BY first_id
    RETURNING id, site_id, type
  ),
  made AS (
    INSERT INTO webhook_deliveries (site_id, webhook_id, event_id, due_at, give_up_at)
    SELECT e.site_id, w.id, e.id, now(), now() + $3::int * interval '1 hour'
    FROM event e JOIN webhooks w ON w.site_id = e.site_id AND w.status = 'active' AND e.type = ANY (w.events)
    ORDER BY e.id
  )
  SELECT count(*)::int AS taken_count FROM taken`;
