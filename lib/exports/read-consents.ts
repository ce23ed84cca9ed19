import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import type { PageReader } from './page-reader';
import { readBySubscriber } from './read-by-subscriber';
import type { ExportColumn } from './render-rows';

interface Row {
  id: bigint;
  subscriberId: bigint;
  externalId: string | null;
  decision: string;
  promptKind: string;
  textVersion: string;
  origin: string;
  source: string;
  at: Date;
}

/** Every field of the record, as `ConsentView` names them, and whose it is. */
const COLUMNS: readonly ExportColumn<Row>[] = [
  { name: 'id', value: (row) => encodeId('consent', row.id) },
  { name: 'subscriberId', value: (row) => encodeId('subscriber', row.subscriberId) },
  { name: 'externalId', value: (row) => row.externalId },
  { name: 'decision', value: (row) => row.decision },
  { name: 'promptKind', value: (row) => row.promptKind },
  { name: 'textVersion', value: (row) => row.textVersion },
  { name: 'origin', value: (row) => row.origin },
  { name: 'source', value: (row) => row.source },
  { name: 'at', value: (row) => row.at.toISOString() },
];

/** Opt-ins and opt-outs by subscriber, up to those that were there when the export was asked for. */
export const consentReader: PageReader<Row> = {
  columns: COLUMNS,
  async count({ id, siteId }) {
    const { rows } = await pool.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM consent_records WHERE site_id = $1 AND id < $2',
      [siteId, id],
    );
    return rows[0]?.count ?? 0;
  },
  read: (scope, cursor, limit) =>
    readBySubscriber<Row>({ name: 'export-consents', text: EXPORT_CONSENTS_SQL }, scope, cursor, limit),
};

/** Exported for the test that reads its plan. */
export const EXPORT_CONSENTS_SQL = `
SELECT c.id, c.subscriber_id AS "subscriberId", s.external_id AS "externalId", c.decision, c.prompt_kind AS "promptKind",
  c.text_version AS "textVersion", c.origin, c.source, c.at
FROM (
  SELECT * FROM consent_records WHERE site_id = $1 AND (subscriber_id, id) > ($2, $3) AND id < $4
  ORDER BY subscriber_id, id LIMIT $5
) c LEFT JOIN subscribers s ON s.id = c.subscriber_id AND s.site_id = $1
ORDER BY c.subscriber_id, c.id`;
