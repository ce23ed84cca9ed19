import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import type { PageReader } from './page-reader';
import type { ExportColumn } from './render-rows';

interface Row {
  pathId: number;
  subscriberId: bigint;
  externalId: string | null;
  path: string;
  day: string;
  visitCount: number;
}

const COLUMNS: readonly ExportColumn<Row>[] = [
  { name: 'subscriberId', value: (row) => encodeId('subscriber', row.subscriberId) },
  { name: 'externalId', value: (row) => row.externalId },
  { name: 'path', value: (row) => row.path },
  { name: 'day', value: (row) => row.day },
  { name: 'visitCount', value: (row) => row.visitCount },
];

/**
 * How often subscribers were on which page on which day (UTC), by page and then by day. Up to the day on which the
 * export was asked for; what is counted on that day may grow while the file is made, since visits are counts.
 */
export const visitReader: PageReader<Row> = {
  columns: COLUMNS,
  async count({ id, siteId }) {
    const { rows } = await pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM site_paths p JOIN page_visits v ON v.path_id = p.id
       WHERE p.site_id = $1 AND v.subscriber_id < $2`,
      [siteId, id],
    );
    return rows[0]?.count ?? 0;
  },
  async read({ id, siteId }, cursor, limit) {
    const [pathId = 0, day = '-infinity', after = 0n] = cursor === '' ? [] : cursor.split('|');
    const { rows } = await pool.query<Row>({
      name: 'export-visits',
      text: EXPORT_VISITS_SQL,
      values: [siteId, pathId, day, after, id, limit],
    });
    const last = rows.at(-1);
    const isLast = !last || rows.length < limit;
    return { rows, cursor: isLast ? null : `${last.pathId}|${last.day}|${last.subscriberId}` };
  },
};

/**
 * Path by path, since the table has no order in which one site's rows stand together; paths that nobody has visited are
 * deleted, so that each has some. Exported for the test that reads its plan.
 */
export const EXPORT_VISITS_SQL = `
SELECT v.path_id AS "pathId", v.subscriber_id AS "subscriberId", s.external_id AS "externalId", v.path, v.day::text AS day,
  v.visit_count AS "visitCount"
FROM (
  SELECT p.path, one.* FROM (SELECT id, path FROM site_paths WHERE site_id = $1 AND id >= $2::int ORDER BY id) p
  CROSS JOIN LATERAL (
    SELECT path_id, day, subscriber_id, visit_count FROM page_visits
    WHERE path_id = p.id AND subscriber_id < $5
      AND (day, subscriber_id) > (CASE WHEN p.id = $2::int THEN $3::date ELSE '-infinity' END,
        CASE WHEN p.id = $2::int THEN $4::bigint ELSE 0 END)
      AND day <= (SELECT (created_at AT TIME ZONE 'UTC')::date FROM exports WHERE id = $5 AND site_id = $1)
    ORDER BY day, subscriber_id LIMIT $6
  ) one
  ORDER BY p.id, one.day, one.subscriber_id LIMIT $6
) v LEFT JOIN subscribers s ON s.id = v.subscriber_id AND s.site_id = $1
ORDER BY v.path_id, v.day, v.subscriber_id`;
