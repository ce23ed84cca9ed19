import type { z } from 'zod';
import type { PagesRequest } from '@/lib/contracts/embed';
import { pool } from '@/lib/platform/db';
import { tryDecodeId } from '@/lib/platform/ids';
import { countIngest } from '@/lib/platform/metrics';
import { hashDeviceSecret } from './device-secret';
import { deviceNotFound } from './update-device';

/** Further paths of a site are not recorded: a page for each order number would fill the table for nobody's use. */
const MAX_SITE_PATHS = 5_000;
/** Further pages of a subscriber in a day are not recorded. */
const MAX_PATHS_A_DAY = 50;

/**
 * Adds to the pages that a device's person visited today (UTC). Nothing is recorded for a site that has not switched
 * it on; the answer is the same, since the page may have an old configuration.
 * @throws AppError `not_found` when the device's id and secret do not belong together
 */
export async function recordPages(
  site: { id: bigint; recordPages: boolean },
  { device, pages }: z.output<typeof PagesRequest>,
): Promise<void> {
  if (!site.recordPages) return;
  const counts = new Map<string, number>();
  for (const [path, count] of Object.entries(pages))
    counts.set(readable(path), (counts.get(readable(path)) ?? 0) + count);
  const id = tryDecodeId('subscriber', device.id);
  const secretHash = hashDeviceSecret(device.secret);
  const unknown = await record(site.id, id, secretHash, counts);
  if (unknown.length > 0 && (await addPaths(site.id, unknown)) > 0) {
    await record(site.id, id, secretHash, new Map(unknown.map((path) => [path, counts.get(path) ?? 1])));
  }
  countIngest('pages');
}

/** As a person writes it in a rule: `/größe`, not `/gr%C3%B6%C3%9Fe`. */
function readable(path: string): string {
  try {
    const text = decodeURI(path);
    return text.includes('\0') || !text.isWellFormed() ? path : text;
  } catch {
    return path;
  }
}

/** @returns the paths that the site does not have yet; nothing is recorded of those */
async function record(siteId: bigint, id: bigint | null, secretHash: Buffer, counts: Map<string, number>) {
  const { rows } = await pool.query<{ found: boolean; unknown: string[] }>({
    name: 'record-pages',
    text: RECORD_PAGES_SQL,
    values: [siteId, id, secretHash, [...counts.keys()], [...counts.values()], MAX_PATHS_A_DAY],
  });
  if (!rows[0]?.found) throw deviceNotFound();
  return rows[0].unknown;
}

/**
 * The lock makes an erasure at the same moment either come before, and nobody is found, or wait and take the visits
 * along. A page that was visited today already is counted on, however many there are. Exported for the test that reads
 * its plan.
 */
export const RECORD_PAGES_SQL = `
WITH device AS MATERIALIZED (
  SELECT id FROM subscribers WHERE site_id = $1 AND id = $2 AND device_secret_hash = $3 FOR KEY SHARE
), given AS (
  SELECT g.path, g.count, p.id FROM unnest($4::text[], $5::int[]) AS g (path, count)
  LEFT JOIN site_paths p ON p.site_id = $1 AND p.path = g.path
), today AS MATERIALIZED (
  SELECT path_id FROM page_visits WHERE subscriber_id = $2 AND day = (now() AT TIME ZONE 'UTC')::date
), recorded AS (
  INSERT INTO page_visits AS v (subscriber_id, path_id, day, site_id, visit_count)
  SELECT device.id, given.id, (now() AT TIME ZONE 'UTC')::date, $1, given.count FROM device CROSS JOIN given
  WHERE given.id IS NOT NULL
    AND ((SELECT count(*) FROM today) < $6::int OR given.id IN (SELECT path_id FROM today))
  ORDER BY given.id
  ON CONFLICT (subscriber_id, path_id, day) DO UPDATE SET visit_count = least(v.visit_count + excluded.visit_count, 1000000)
)
SELECT EXISTS (SELECT FROM device) AS found, ARRAY(SELECT path FROM given WHERE id IS NULL) AS unknown`;

/** New paths of a site, up to its limit; rare once its pages are known. @returns how many of them there are now */
async function addPaths(siteId: bigint, paths: string[]): Promise<number> {
  await pool.query(
    `INSERT INTO site_paths (site_id, path)
     SELECT $1, path FROM unnest($2::text[]) AS path
     WHERE (SELECT count(*) FROM site_paths WHERE site_id = $1) < $3 ORDER BY path ON CONFLICT DO NOTHING`,
    [siteId, paths, MAX_SITE_PATHS],
  );
  // Another process may have added them a moment ago.
  const { rowCount } = await pool.query('SELECT FROM site_paths WHERE site_id = $1 AND path = ANY ($2)', [
    siteId,
    paths,
  ]);
  return rowCount ?? 0;
}
