import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import type { PageReader } from './page-reader';
import { readBySubscriber } from './read-by-subscriber';
import type { ExportColumn } from './render-rows';

interface Row {
  id: bigint;
  subscriberId: bigint;
  externalId: string | null;
  kind: string;
  name: string;
  props: Record<string, unknown>;
  at: Date;
}

const COLUMNS: readonly ExportColumn<Row>[] = [
  { name: 'subscriberId', value: (row) => encodeId('subscriber', row.subscriberId) },
  { name: 'externalId', value: (row) => row.externalId },
  { name: 'kind', value: (row) => row.kind },
  { name: 'name', value: (row) => row.name },
  { name: 'props', value: (row) => row.props },
  { name: 'at', value: (row) => row.at.toISOString() },
];

/**
 * What subscribers did, by subscriber, up to when the export was asked for: the events that pages and systems tracked
 * (`custom`, with their name and properties), and what Belfry noted, such as `subscribed`.
 */
export const eventReader: PageReader<Row> = {
  columns: COLUMNS,
  async count({ id, siteId }) {
    const { rows } = await pool.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM subscriber_events WHERE site_id = $1 AND id < $2',
      [siteId, id],
    );
    return rows[0]?.count ?? 0;
  },
  read: (scope, cursor, limit) =>
    readBySubscriber<Row>({ name: 'export-events', text: EXPORT_EVENTS_SQL }, scope, cursor, limit),
};

/** Exported for the test that reads its plan. */
export const EXPORT_EVENTS_SQL = `
SELECT e.id, e.subscriber_id AS "subscriberId", s.external_id AS "externalId", e.kind, e.name, e.props, e.at
FROM (
  SELECT * FROM subscriber_events WHERE site_id = $1 AND (subscriber_id, id) > ($2, $3) AND id < $4
  ORDER BY subscriber_id, id LIMIT $5
) e LEFT JOIN subscribers s ON s.id = e.subscriber_id AND s.site_id = $1
ORDER BY e.subscriber_id, e.id`;
