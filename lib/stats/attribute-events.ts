import { pool } from '@/lib/platform/db';
import { inTransaction } from '@/lib/platform/transaction';
import { idAt } from './id-at';

const PAGE_SIZE = 5_000;
/** Pages of one round; the next goes on. */
const MOST_PAGES = 200;

/**
 * Puts new events down to campaigns: what reaches a goal to the one whose message the same browser clicked last, within
 * the goal's window; an unsubscription to the one whose message was accepted last, within 24 hours. One worker at a
 * time, the others find the place taken. An event counts once, however often it is looked at; those of the last minute
 * are looked at again, because their transactions may have ended in another order.
 * @returns how many events were put down to a campaign
 */
export async function attributeEvents(): Promise<number> {
  await pool.query(`INSERT INTO walk_cursors (name, cursor) VALUES ('attributions', 0) ON CONFLICT DO NOTHING`);
  let newCount = 0;
  let after: bigint | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const walked = await attributePage(after, PAGE_SIZE);
    if (!walked) break;
    newCount += walked.newCount;
    after = walked.last;
    if (walked.isLast) break;
  }
  return newCount;
}

async function attributePage(after: bigint | null, pageSize: number) {
  return inTransaction(async (client) => {
    const { rows } = await client.query<{ cursor: bigint }>(
      `SELECT cursor FROM walk_cursors WHERE name = 'attributions' FOR UPDATE SKIP LOCKED`,
    );
    const [place] = rows;
    if (!place) return null;
    const from = after !== null && after > place.cursor ? after : place.cursor;
    const result = await client.query<{ new_count: number; row_count: number; last: bigint | null }>(ATTRIBUTE_SQL, [
      from,
      pageSize,
    ]);
    const { new_count: newCount = 0, row_count: rowCount = 0, last = null } = result.rows[0] ?? {};
    if (last !== null) {
      await client.query(
        `UPDATE walk_cursors SET cursor = GREATEST(cursor, LEAST($1::bigint, ${idAt("now() - interval '1 minute'")}))
         WHERE name = 'attributions'`,
        [last],
      );
    }
    return { newCount, last: last ?? from, isLast: rowCount < pageSize };
  });
}

/**
 * Exported for the test that reads its plan. A click may come months after the launch, as long as its token lives: that
 * bounds the runs that are looked through. An event of a person that was recorded for each of their browsers
 * (by external id) counts once, for the browser that clicked last.
 */
export const ATTRIBUTE_SQL = `
  WITH page AS MATERIALIZED (
    SELECT id, site_id, subscriber_id, kind, name, props, at FROM subscriber_events
    WHERE id > $1 ORDER BY id LIMIT $2
  ),
  wanted AS (
    SELECT p.*, g.id AS goal_id, g.window_hours * interval '1 hour' AS reach,
      CASE WHEN p.props ->> g.value_property ~ '^-?[0-9]{1,15}([.][0-9]+)?$'
        THEN round((p.props ->> g.value_property)::numeric, 4) END AS amount,
      CASE WHEN upper(p.props ->> 'currency') ~ '^[A-Z]{3}$' THEN upper(p.props ->> 'currency') ELSE g.currency END AS currency
    FROM page p JOIN goals g ON g.site_id = p.site_id AND g.event_name = p.name AND g.archived_at IS NULL
      AND g.created_at <= p.at
    WHERE p.kind = 'custom'
    UNION ALL
    SELECT p.*, 0, interval '24 hours', NULL, NULL FROM page p WHERE p.kind = 'unsubscribed'
  ),
  touched AS (
    SELECT DISTINCT ON (w.goal_id, w.site_id, COALESCE(s.external_id, w.subscriber_id::text), w.at, w.name, w.props)
      w.*, t.run_id, t.variant, t.campaign_id
    FROM wanted w
    LEFT JOIN LATERAL (
      SELECT external_id FROM subscribers WHERE id = w.subscriber_id AND site_id = w.site_id LIMIT 1
    ) s ON true
    CROSS JOIN LATERAL (
      SELECT d.run_id, d.variant, r.campaign_id, CASE WHEN w.goal_id = 0 THEN d.settled_at ELSE d.clicked_at END AS touched_at
      FROM deliveries d JOIN runs r ON r.id = d.run_id
      WHERE d.subscriber_id = w.subscriber_id AND d.site_id = w.site_id
        AND d.run_id > ${idAt("w.at - w.reach - interval '60 days'")}
        AND r.campaign_id IS NOT NULL AND NOT r.is_test
        AND CASE WHEN w.goal_id = 0 THEN d.state = 2 AND d.settled_at BETWEEN w.at - w.reach AND w.at
          ELSE d.clicked_at BETWEEN w.at - w.reach AND w.at END
      ORDER BY touched_at DESC LIMIT 1
    ) t
    ORDER BY w.goal_id, w.site_id, COALESCE(s.external_id, w.subscriber_id::text), w.at, w.name, w.props, t.touched_at DESC
  ),
  made AS (
    INSERT INTO attributions (goal_id, event_id, site_id, campaign_id, run_id, variant, subscriber_id, amount, currency, at)
    SELECT goal_id, id, site_id, campaign_id, run_id, variant, subscriber_id, amount,
      CASE WHEN amount IS NOT NULL THEN currency END, at FROM touched
    ON CONFLICT DO NOTHING RETURNING 1
  )
  SELECT (SELECT count(*)::int FROM made) AS new_count, count(*)::int AS row_count, max(id) AS last FROM page`;
