import type { Actor } from '@/lib/contracts/actors';
import type { TagList } from '@/lib/contracts/tags';
import { pool } from '@/lib/platform/db';
import { authorizeSite } from '@/lib/sites/authorize-site';

/** A larger site is told by its newest subscribers: all of a million would be read for each request. */
export const MOST_COUNTED = 50_000;
/** Tags are few by nature; this bounds the answer where someone made one for each person. */
const MOST_LISTED = 1_000;

/**
 * The tags in use among a site's active subscribers with how many have each, most frequent first.
 * @throws AppError `forbidden`; `not_found`
 */
export async function listTags(actor: Actor, siteId: string, mostCounted = MOST_COUNTED): Promise<TagList> {
  const site = await authorizeSite(actor, 'tags.read', siteId);
  const { rows } = await pool.query<{ total: number; key: string | null; count: number }>({
    name: 'list-tags',
    text: LIST_TAGS_SQL,
    values: [site, mostCounted, MOST_LISTED],
  });
  const total = rows[0]?.total ?? 0;
  return {
    items: rows.flatMap(({ key, count }) => (key === null ? [] : [{ key, subscriberCount: count }])),
    countedCount: Math.min(total, mostCounted),
    isComplete: total <= mostCounted,
  };
}

/** Exported for the test that reads its plan. One more than are counted is read, to tell whether there are more. */
export const LIST_TAGS_SQL = `
WITH recent AS MATERIALIZED (
  SELECT tags, row_number() OVER (ORDER BY id DESC) AS place FROM (
    SELECT id, tags FROM subscribers WHERE site_id = $1 AND status = 'active' ORDER BY id DESC LIMIT $2::int + 1
  ) newest
), met AS (
  SELECT key, count(*)::int AS count FROM recent CROSS JOIN LATERAL jsonb_object_keys(tags) AS key
  WHERE place <= $2::int GROUP BY key
)
SELECT (SELECT count(*)::int FROM recent) AS total, m.key, m.count
FROM (SELECT 1) one LEFT JOIN met m ON true
ORDER BY m.count DESC NULLS LAST, m.key LIMIT $3`;
