import type { Actor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { authorizeSite } from '@/lib/sites/authorize-site';

/** What is met often enough to be offered in filters and rules; each list is most frequent first. */
export interface KnownValues {
  tagKeys: string[];
  country: string[];
  language: string[];
  browser: string[];
  os: string[];
  device: string[];
  timezone: string[];
}

/** Distinct values of a whole table are a scan of it; those of the newest few thousand are the ones still in use. */
const RECENT = 3_000;
const MOST_PER_FIELD = 40;

/**
 * Values that the newest active subscribers of a site have.
 * @throws AppError `forbidden`; `not_found`
 */
export async function knownValues(actor: Actor, siteId: string): Promise<KnownValues> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  const { rows } = await pool.query<{ field: keyof KnownValues; values: string[] }>(SQL, [
    site,
    RECENT,
    MOST_PER_FIELD,
  ]);
  const known: KnownValues = { tagKeys: [], country: [], language: [], browser: [], os: [], device: [], timezone: [] };
  for (const { field, values } of rows) known[field] = values;
  return known;
}

const SQL = `
WITH recent AS MATERIALIZED (
  SELECT tags, country, language, browser, os, device, timezone FROM subscribers
  WHERE site_id = $1 AND status = 'active' ORDER BY id DESC LIMIT $2
), met AS (
  SELECT v.field, v.value FROM recent r CROSS JOIN LATERAL (VALUES
    ('country', r.country::text), ('language', r.language), ('browser', r.browser), ('os', r.os),
    ('device', r.device), ('timezone', r.timezone)) AS v (field, value)
  WHERE v.value IS NOT NULL
  UNION ALL
  SELECT 'tagKeys', jsonb_object_keys(r.tags) FROM recent r
), ranked AS (
  SELECT field, value, row_number() OVER (PARTITION BY field ORDER BY count(*) DESC, value) AS place
  FROM met GROUP BY field, value
)
SELECT field, array_agg(value ORDER BY place) AS values FROM ranked WHERE place <= $3 GROUP BY field`;
