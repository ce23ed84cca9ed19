import type { Actor } from '@/lib/contracts/actors';
import type { Page } from '@/lib/contracts/paging';
import type { WebhookDeliveryQuery, WebhookDeliveryView } from '@/lib/contracts/webhooks';
import { pool } from '@/lib/platform/db';
import { readCursor } from '@/lib/platform/read-cursor';
import { DELIVERY_COLUMNS, type DeliveryRow, deliveryView } from './delivery-view';
import { findWebhook } from './find-webhook';

/** Most are delivered; the rare ones are found by indexes that have nothing else in them. */
const STATE_CONDITIONS: Record<WebhookDeliveryView['state'], string> = {
  pending: `d.state = 'pending' AND d.due_at IS NOT NULL`,
  delivered: `d.state = 'delivered'`,
  failed: `d.state = 'failed'`,
};

/**
 * An endpoint's deliveries, newest first, paged by key.
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not ours
 */
export async function listDeliveries(
  actor: Actor,
  siteId: string,
  webhookId: string,
  query: WebhookDeliveryQuery,
): Promise<Page<WebhookDeliveryView>> {
  const { id, siteId: site } = await findWebhook(actor, 'webhooks.read', siteId, webhookId);
  const before = readCursor('webhookDelivery', query.cursor);
  const { rows } = await pool.query<DeliveryRow>(
    `SELECT ${DELIVERY_COLUMNS} FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event_id
     WHERE d.site_id = $1 AND d.webhook_id = $2 AND ($3::bigint IS NULL OR d.id < $3)
       AND ${query.state ? STATE_CONDITIONS[query.state] : 'true'} AND ($4::text IS NULL OR e.type = $4)
     ORDER BY d.id DESC LIMIT $5`,
    [site, id, before, query.type ?? null, query.limit + 1],
  );
  const items = rows.slice(0, query.limit).map(deliveryView);
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}
