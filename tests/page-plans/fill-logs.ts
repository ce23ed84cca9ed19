import { gzipSync } from 'node:zlib';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';

/** One endpoint whose deliveries all arrived, and one with a few that failed or wait. */
export async function addWebhookLog(site: bigint): Promise<{ webhookId: string; deliveryId: string }> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO webhooks (site_id, url, events, secret_sealed, updated_at)
     SELECT $1, 'https://crm.example/' || n, '{}', '', now() FROM generate_series(1, 2) n RETURNING id`,
    [site],
  );
  const [mixed, clean] = rows.map(({ id }) => id);
  await pool.query(
    `INSERT INTO webhook_events (id, site_id, type) SELECT n, $1, 'test' FROM generate_series(1, 20000) n`,
    [site],
  );
  await pool.query(
    `INSERT INTO webhook_deliveries (site_id, webhook_id, event_id, state, due_at, give_up_at)
     SELECT $1, w.id, n, (CASE WHEN w.id = $3 OR n % 1000 > 1 THEN 'delivered' WHEN n % 1000 = 0 THEN 'failed' ELSE 'pending' END)
       ::"WebhookDeliveryState", CASE WHEN w.id = $2 AND n % 1000 = 1 THEN now() END, now()
     FROM generate_series(1, 20000) n CROSS JOIN webhooks w WHERE w.site_id = $1`,
    [site, mixed, clean],
  );
  await pool.query(
    `INSERT INTO webhook_attempts (site_id, delivery_id, status_code, duration_ms)
     SELECT site_id, id, 200, 12 FROM webhook_deliveries`,
  );
  await pool.query(`INSERT INTO webhook_outbox (site_id, type) SELECT $1, 'test' FROM generate_series(1, 5000)`, [
    site,
  ]);
  const newest = await pool.query<{ id: bigint }>(
    'SELECT max(id) AS id FROM webhook_deliveries WHERE webhook_id = $1',
    [clean],
  );
  return {
    webhookId: encodeId('webhook', clean ?? 0n),
    deliveryId: encodeId('webhookDelivery', newest.rows[0]?.id ?? 0n),
  };
}

/** What the workspace and the installation keep of who did what. @returns an entry in the middle */
export async function addAudit(site: bigint): Promise<string> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO audit_entries (workspace_id, actor_kind, action)
     SELECT CASE WHEN n % 4 = 0 THEN w.id ELSE (SELECT min(id) FROM workspaces WHERE id <> w.id) END, 'system', 'campaign.launch'
     FROM (SELECT workspace_id AS id FROM sites WHERE id = $1) w CROSS JOIN generate_series(1, 40000) n RETURNING id`,
    [site],
  );
  const ofWorkspace = 'FROM sites s CROSS JOIN generate_series(1, 5000) n WHERE s.id <> $1';
  await pool.query(
    `INSERT INTO idempotency_keys (workspace_id, key, request_hash) SELECT s.workspace_id, n::text, '' ${ofWorkspace}`,
    [site],
  );
  await pool.query(
    `INSERT INTO api_keys (workspace_id, name, secret_hash, scopes) SELECT s.workspace_id, 'Key', '', '{}' ${ofWorkspace}`,
    [site],
  );
  await pool.query(
    `INSERT INTO auth_throttles (key, failure_count, window_started_at) SELECT n::text, 1, now() ${ofWorkspace}`,
    [site],
  );
  return encodeId('audit', rows[20_000]?.id ?? 0n);
}

/** Lists, files and what else a site collects, so many of each. */
export async function fillShelves(site: bigint, count: number): Promise<void> {
  const put = (statement: string) => pool.query(`${statement} FROM generate_series(1, $2::int) n`, [site, count]);
  await put(
    `INSERT INTO templates (site_id, name, message, ttl_seconds, updated_at) SELECT $1, 'Letter ' || n, '{}', 3600, now()`,
  );
  await put(
    `INSERT INTO images (site_id, name, media_type, width, height, byte_count, content)
     SELECT $1, md5($1::bigint || '-' || n), 'image/png', 1, 1, 1, ''`,
  );
  await put(
    `INSERT INTO segments (site_id, name, rule, updated_at, archived_at)
     SELECT $1, 'Old ' || n, '{"field": "browser", "operator": "is", "value": "Opera"}', now(), now()`,
  );
  await put(
    `INSERT INTO exports (site_id, kind, format, state, piece_count, expires_at)
     SELECT $1, 'subscribers', 'csv', 'done', 1, now() + interval '1 day'`,
  );
  await pool.query(
    `INSERT INTO export_pieces (export_id, position, site_id, content) SELECT id, 0, site_id, $2 FROM exports WHERE site_id = $1`,
    [site, gzipSync('')],
  );
  await put(
    `INSERT INTO imports (site_id, file_name, format, source, state, created_by, expires_at)
     SELECT $1, 'crm.csv', 'csv', 'other', 'done', 'Ada', now() + interval '1 day'`,
  );
  for (const table of ['import_pieces', 'import_errors']) {
    await pool.query(
      `INSERT INTO ${table} (import_id, position, site_id, content) SELECT id, 1, site_id, $2 FROM imports WHERE site_id = $1`,
      [site, gzipSync('[]')],
    );
  }
  await pool.query(
    `INSERT INTO import_keys (import_id, key, site_id, line) SELECT id, '', site_id, 1 FROM imports WHERE site_id = $1`,
    [site],
  );
  await pool.query(
    `INSERT INTO import_changes (import_id, subscriber_id, site_id, is_created)
     SELECT (SELECT max(id) FROM imports WHERE site_id = $1), s.id, $1, false FROM subscribers s WHERE s.site_id = $1`,
    [site],
  );
}
