import { pool } from '@/lib/platform/db';

/** People of each of the two sites. */
export const PEOPLE = 20_000;

/** Subscribers with ids from `from` on, and what is kept of them. */
export async function fillPeople(site: bigint, vapidKeyId: bigint, from: number): Promise<void> {
  await pool.query(
    `INSERT INTO subscribers (id, site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, external_id, browser,
       country, language, timezone, topics, tags, status, is_test, subscribed_at, ended_at)
     SELECT n, $1, 'https://push.example/' || n, sha256(n::text::bytea), 1, '', '', $2,
       CASE WHEN n % 5 < 2 THEN 'customer-' || n END, (ARRAY['Chrome', 'Chrome', 'Firefox', 'Safari'])[1 + n % 4],
       (ARRAY['DE', 'US', 'GB', 'FR', 'ES', 'BR', 'IN', 'JP', 'NL', 'IT'])[1 + n % 10], 'en', 'Europe/Berlin',
       CASE WHEN n % 2 = 0 THEN '{offers}'::text[] ELSE '{}' END, jsonb_build_object('plan', (ARRAY['free', 'plus', 'team'])[1 + n % 3]),
       (CASE WHEN n % 50 = 0 THEN 'gone' ELSE 'active' END)::"SubscriberStatus", n % 9000 = 1,
       now() - n % 300 * interval '1 day', CASE WHEN n % 50 = 0 THEN now() - n % 200 * interval '1 day' END
     FROM generate_series($3::int, $3::int + $4::int - 1) n`,
    [site, vapidKeyId, from, PEOPLE],
  );
  const people = 'FROM subscribers s WHERE s.site_id = $1';
  await pool.query(
    `INSERT INTO subscriber_events (site_id, subscriber_id, kind, name, at)
     SELECT $1, s.id, 'custom', (ARRAY['order_placed', 'product_viewed'])[1 + s.id % 2], now() - s.id % 90 * interval '1 day' ${people}`,
    [site],
  );
  await pool.query(
    `INSERT INTO consent_records (site_id, subscriber_id, decision, prompt_kind, origin, at)
     SELECT $1, s.id, 'granted', 'native', 'https://shop.example', s.subscribed_at ${people}`,
    [site],
  );
  await pool.query(
    `INSERT INTO active_hours (subscriber_id, site_id, hour, is_own, is_utc, computed_at)
     SELECT s.id, $1, s.id % 24, s.id % 3 = 0, false, now() ${people}`,
    [site],
  );
  await pool.query(`INSERT INTO site_paths (site_id, path) SELECT $1, '/page/' || n FROM generate_series(1, 1000) n`, [
    site,
  ]);
  await pool.query(
    `INSERT INTO page_visits (subscriber_id, path_id, day, site_id, visit_count)
     SELECT s.id, (SELECT min(id) FROM site_paths WHERE site_id = $1) + s.id % 100, current_date, $1, 1 ${people}`,
    [site],
  );
  await pool.query(
    `INSERT INTO prompt_counts (site_id, day, prompt, outcome, count)
     SELECT $1, current_date - n, prompt, outcome, 7 FROM generate_series(0, 399) n
     CROSS JOIN unnest(ARRAY['native', 'button', 'dialog', 'api']) prompt CROSS JOIN unnest(ARRAY['shown', 'granted', 'denied']) outcome`,
    [site],
  );
}
