import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { type DeliveryRow, deliveryView } from '@/lib/stats/delivery-view';
import type { ExportScope, PageReader } from './page-reader';
import type { ExportColumn } from './render-rows';

interface Run {
  id: bigint;
  campaignId: bigint | null;
}
type Row = ReturnType<typeof deliveryView> & Pick<Run, 'campaignId'>;

/** Everything of a delivery as the list of a campaign shows it, and which campaign or message it is of. */
const COLUMNS: readonly ExportColumn<Row>[] = [
  { name: 'campaignId', value: (row) => (row.campaignId === null ? null : encodeId('campaign', row.campaignId)) },
  { name: 'runId', value: (row) => row.runId },
  { name: 'subscriberId', value: (row) => row.subscriberId },
  { name: 'externalId', value: (row) => row.externalId },
  { name: 'pushService', value: (row) => row.pushService },
  { name: 'variant', value: (row) => row.variant },
  { name: 'state', value: (row) => row.state },
  { name: 'reason', value: (row) => row.reason },
  { name: 'statusCode', value: (row) => row.statusCode },
  { name: 'attemptCount', value: (row) => row.attemptCount },
  { name: 'settledAt', value: (row) => row.settledAt },
  { name: 'receivedAt', value: (row) => row.receivedAt },
  { name: 'shownAt', value: (row) => row.shownAt },
  { name: 'clickedAt', value: (row) => row.clickedAt },
  { name: 'clickedOn', value: (row) => row.clickedOn },
  { name: 'dismissedAt', value: (row) => row.dismissedAt },
];

/** Deliveries of campaigns and single messages by run and subscriber, tests aside, of runs older than the export. */
export const deliveryReader: PageReader<Row> = {
  columns: COLUMNS,
  async count({ id, siteId, campaignId }) {
    const { rows } = await pool.query<{ count: number }>(
      `SELECT coalesce(sum(c.planned_count), 0)::int AS count
       FROM runs r JOIN run_counters c ON c.run_id = r.id AND c.site_id = r.site_id
       WHERE r.site_id = $1 AND r.id < $2 AND NOT r.is_test AND ($3::bigint IS NULL OR r.campaign_id = $3)`,
      [siteId, id, campaignId],
    );
    return rows[0]?.count ?? 0;
  },
  async read(scope, cursor, limit) {
    let [runId = 0n, subscriberId = 0n] = cursor === '' ? [] : cursor.split('.').map(BigInt);
    const rows: Row[] = [];
    for (;;) {
      // A page goes on over as many runs as it takes: single messages have one recipient each.
      const run = await nextRun(scope, runId);
      if (!run) return { rows, cursor: null };
      if (run.id !== runId) subscriberId = 0n;
      runId = run.id;
      const size = limit - rows.length;
      const found = await readRun(scope, runId, subscriberId, size);
      rows.push(...found.map((row) => ({ ...deliveryView(row), campaignId: run.campaignId })));
      subscriberId = found.at(-1)?.subscriberId ?? subscriberId;
      if (rows.length === limit) return { rows, cursor: `${runId}.${subscriberId}` };
      runId += 1n;
    }
  },
};

async function nextRun({ id, siteId, campaignId }: ExportScope, from: bigint): Promise<Run | undefined> {
  const { rows } = await pool.query<Run>({
    name: campaignId === null ? 'export-next-run' : 'export-next-campaign-run',
    text: `SELECT id, campaign_id AS "campaignId" FROM runs
      WHERE site_id = $1 AND id >= $2 AND id < $3 AND NOT is_test
        ${campaignId === null ? '' : 'AND campaign_id = $4'} ORDER BY id LIMIT 1`,
    values: [siteId, from, id, ...(campaignId === null ? [] : [campaignId])],
  });
  return rows[0];
}

async function readRun({ siteId }: ExportScope, runId: bigint, after: bigint, limit: number): Promise<DeliveryRow[]> {
  const { rows } = await pool.query<DeliveryRow>({
    name: 'export-deliveries',
    text: EXPORT_DELIVERIES_SQL,
    values: [runId, siteId, after, limit],
  });
  return rows;
}

/** Exported for the test that reads its plan. */
export const EXPORT_DELIVERIES_SQL = `
SELECT d.run_id AS "runId", d.subscriber_id AS "subscriberId", s.external_id AS "externalId", o.origin, d.variant,
  d.state, d.reason, d.status_code AS "statusCode", d.attempts AS "attemptCount", d.settled_at AS "settledAt",
  d.received_at AS "receivedAt", d.shown_at AS "shownAt", d.clicked_at AS "clickedAt",
  d.clicked_actions AS "clickedActions", d.dismissed_at AS "dismissedAt"
FROM (
  SELECT * FROM deliveries WHERE run_id = $1 AND site_id = $2 AND subscriber_id > $3 ORDER BY subscriber_id LIMIT $4
) d JOIN push_origins o ON o.id = d.origin_id
LEFT JOIN subscribers s ON s.id = d.subscriber_id AND s.site_id = $2
ORDER BY d.subscriber_id`;
