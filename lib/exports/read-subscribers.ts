import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import type { PageReader } from './page-reader';
import type { ExportColumn } from './render-rows';

interface Row {
  id: bigint;
  status: string;
  endpoint: string;
  p256dh: Buffer;
  auth: Buffer;
  vapid_public_key: Buffer;
  external_id: string | null;
  tags: Record<string, unknown>;
  topics: string[];
  language: string | null;
  timezone: string | null;
  country: string | null;
  browser: string | null;
  browser_version: string | null;
  os: string | null;
  device: string | null;
  is_test: boolean;
  session_count: number;
  subscribed_at: Date;
  last_seen_at: Date;
  ended_at: Date | null;
}

const key = (bytes: Buffer) => bytes.toString('base64url');

/** All that another server needs to go on sending to them, and all that is known of them. */
const COLUMNS: readonly ExportColumn<Row>[] = [
  { name: 'id', value: (row) => encodeId('subscriber', row.id) },
  { name: 'status', value: (row) => row.status },
  { name: 'endpoint', value: (row) => row.endpoint },
  { name: 'p256dh', value: (row) => key(row.p256dh), isKey: true },
  { name: 'auth', value: (row) => key(row.auth), isKey: true },
  { name: 'vapidPublicKey', value: (row) => key(row.vapid_public_key), isKey: true },
  { name: 'externalId', value: (row) => row.external_id },
  { name: 'tags', value: (row) => row.tags },
  { name: 'topics', value: (row) => row.topics },
  { name: 'language', value: (row) => row.language },
  { name: 'timezone', value: (row) => row.timezone },
  { name: 'country', value: (row) => row.country },
  { name: 'browser', value: (row) => row.browser },
  { name: 'browserVersion', value: (row) => row.browser_version },
  { name: 'os', value: (row) => row.os },
  { name: 'device', value: (row) => row.device },
  { name: 'isTest', value: (row) => row.is_test },
  { name: 'sessionCount', value: (row) => row.session_count },
  { name: 'subscribedAt', value: (row) => row.subscribed_at.toISOString() },
  { name: 'lastSeenAt', value: (row) => row.last_seen_at.toISOString() },
  { name: 'endedAt', value: (row) => row.ended_at?.toISOString() ?? null },
];

/** Subscribers in the order of their ids, up to those that were there when the export was asked for. */
export const subscriberReader: PageReader<Row> = {
  columns: COLUMNS,
  async count({ id, siteId }) {
    const { rows } = await pool.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM subscribers WHERE site_id = $1 AND id < $2',
      [siteId, id],
    );
    return rows[0]?.count ?? 0;
  },
  async read({ id, siteId }, cursor, limit) {
    const { rows } = await pool.query<Row>({
      name: 'export-subscribers',
      text: EXPORT_SUBSCRIBERS_SQL,
      values: [siteId, cursor === '' ? 0n : BigInt(cursor), id, limit],
    });
    return { rows, cursor: rows.length < limit ? null : String(rows.at(-1)?.id) };
  },
};

/** Exported for the test that reads its plan. */
export const EXPORT_SUBSCRIBERS_SQL = `
SELECT s.id, s.status::text, s.endpoint, s.p256dh, s.auth, k.public_key AS vapid_public_key, s.external_id, s.tags,
  s.topics, s.language, s.timezone, s.country, s.browser, s.browser_version, s.os, s.device, s.is_test, s.session_count,
  s.subscribed_at, s.last_seen_at, s.ended_at
FROM (
  SELECT * FROM subscribers WHERE site_id = $1 AND id > $2 AND id < $3 ORDER BY id LIMIT $4
) s JOIN vapid_keys k ON k.id = s.vapid_key_id
ORDER BY s.id`;
