import type { Actor } from '@/lib/contracts/actors';
import type { WebhookDeliveryDetail } from '@/lib/contracts/webhooks';
import { db, pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { DELIVERY_COLUMNS, type DeliveryRow, deliveryView } from './delivery-view';
import { findWebhook } from './find-webhook';
import { renderEvent, type StoredEvent } from './render-event';

const MAX_BODY_LENGTH = 16_384;
const MAX_ATTEMPTS = 50;

/**
 * One delivery with its request body and what came back.
 * @throws AppError `forbidden`, `not_found`
 */
export async function getDelivery(
  actor: Actor,
  siteId: string,
  webhookId: string,
  deliveryId: string,
): Promise<WebhookDeliveryDetail> {
  const { id, siteId: site } = await findWebhook(actor, 'webhooks.read', siteId, webhookId);
  const { rows } = await pool.query<DeliveryRow & StoredEvent>(
    `SELECT ${DELIVERY_COLUMNS}, e.run_id AS "runId", e.subscriber_ids AS "subscriberIds", e.details, e.times,
       e.created_at AS "createdAt"
     FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event_id
     WHERE d.site_id = $1 AND d.webhook_id = $2 AND d.id = $3`,
    [site, id, decodeId('webhookDelivery', deliveryId)],
  );
  const [row] = rows;
  if (!row) throw notFound('webhookDelivery');
  const attempts = await db.webhookAttempt.findMany({
    where: { siteId: site, deliveryId: row.id },
    orderBy: { id: 'desc' },
    take: MAX_ATTEMPTS,
  });
  const body = await renderEvent({ ...row, id: row.event_id, siteId: site });
  return {
    ...deliveryView(row),
    requestBody: body.slice(0, MAX_BODY_LENGTH),
    attempts: attempts.map(({ at, statusCode, error, durationMs, responseBody }) => ({
      at: at.toISOString(),
      statusCode,
      error,
      durationMs,
      responseBody,
    })),
  };
}
