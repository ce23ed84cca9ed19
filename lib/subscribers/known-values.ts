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

const COLUMNS = {
  country: 'r.country::text',
  language: 'r.language',
  browser: 'r.browser',
  os: 'r.os',
  device: 'r.device',
  timezone: 'r.timezone',
} as const;
const FIELDS = ['tagKeys', ...Object.keys(COLUMNS)] as (keyof KnownValues)[];

/**
 * Values that the newest active subscribers of a site have.
 * @param fields those that are wanted; the others stay empty and cost nothing
 * @throws AppError `forbidden`; `not_found`
 */
export async function knownValues(
  actor: Actor,
  siteId: string,
  fields: readonly (keyof KnownValues)[] = FIELDS,
): Promise<KnownValues> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  const { rows } = await pool.query<{ field: keyof KnownValues; values: string[] }>(knownValuesSql(fields), [
    site,
    RECENT,
    MOST_PER_FIELD,
  ]);
  const known: KnownValues = { tagKeys: [], country: [], language: [], browser: [], os: [], device: [], timezone: [] };
  for (const { field, values } of rows) known[field] = values;
  return known;
}

function knownValuesSql(fields: readonly (keyof KnownValues)[]): string {
  const columns = fields.filter((field) => field !== 'tagKeys').map((field) => `('${field}', ${COLUMNS[field]})`);
  const met = [
    ...(fields.includes('tagKeys')
      ? [`SELECT 'tagKeys' AS field, jsonb_object_keys(r.tags) AS value FROM recent r`]
      : []),
    ...(columns.length > 0
      ? [`SELECT v.field, v.value FROM recent r CROSS JOIN LATERAL (VALUES ${columns.join(', ')}) AS v (field, value)`]
      : []),
  ];
  // Materialized rows are copied: tags that nobody asked for would be most of them.
  const wanted = fields.map((field) => (field === 'tagKeys' ? 'tags' : field));
  return `
WITH recent AS MATERIALIZED (
  SELECT ${wanted.join(', ')} FROM subscribers
  WHERE site_id = $1 AND status = 'active' ORDER BY id DESC LIMIT $2
), ranked AS (
  SELECT field, value, row_number() OVER (PARTITION BY field ORDER BY count(*) DESC, value) AS place
  FROM (${met.join(' UNION ALL ')}) met WHERE value IS NOT NULL GROUP BY field, value
)
SELECT field, array_agg(value ORDER BY place) AS values FROM ranked WHERE place <= $3 GROUP BY field`;
}
