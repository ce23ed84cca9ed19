import { pool } from '@/lib/platform/db';

/** More of the same people, under other addresses: making a key pair for each would take the longest of all. */
export async function multiplyPeople(site: bigint, wantedCount: number): Promise<void> {
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM subscribers WHERE site_id = $1',
    [site],
  );
  const count = rows[0]?.count ?? 0;
  if (count === 0 || count >= wantedCount) return;
  await pool.query(
    `INSERT INTO subscribers (site_id, vapid_key_id, origin_id, endpoint, endpoint_hash, p256dh, auth, external_id, tags, topics,
       language, timezone, country, browser, browser_version, os, device, session_count, subscribed_at, last_seen_at,
       endpoint_set_at, updated_at)
     SELECT site_id, vapid_key_id, origin_id, endpoint || n, sha256(convert_to(endpoint || n, 'UTF8')), p256dh, auth,
       external_id || '-' || n, tags, topics, language, timezone, country, browser, browser_version, os, device,
       session_count, subscribed_at - n * interval '5 hours', last_seen_at, endpoint_set_at, updated_at
     FROM generate_series(1, $3::int) n CROSS JOIN subscribers WHERE site_id = $1 LIMIT $2`,
    [site, wantedCount - count, Math.ceil(wantedCount / count)],
  );
}
