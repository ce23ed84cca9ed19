import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { WebhookDeliveryDetail } from '@/lib/contracts/webhooks';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { attemptDelivery } from './attempt-delivery';
import { CLAIMED_COLUMNS, type ClaimedDelivery, LEASE_SECONDS } from './claim-deliveries';
import { findWebhook } from './find-webhook';
import { getDelivery } from './get-delivery';

/**
 * Sends a `webhook.test` event at once, to a disabled endpoint too, and returns what came back; it is not tried again.
 * A test that works closes the breaker, one that fails counts for nothing.
 * @throws AppError `forbidden`, `not_found`
 */
export async function testWebhook(actor: Actor, siteId: string, webhookId: string): Promise<WebhookDeliveryDetail> {
  const webhook = await findWebhook(actor, 'webhooks.write', siteId, webhookId);
  await recordAudit(actor, 'webhook.test', webhookId, { siteId });
  const { rows } = await pool.query<ClaimedDelivery>(TEST_SQL, [webhook.siteId, webhook.id]);
  const [delivery] = rows;
  if (!delivery) throw notFound('webhook');
  await attemptDelivery(delivery);
  // Who may write may see what was asked for.
  const reader: Actor = { kind: 'system', workspaceId: actor.workspaceId };
  return getDelivery(reader, siteId, webhookId, encodeId('webhookDelivery', delivery.id));
}

// Born claimed, and in its last attempt.
const TEST_SQL = `
  WITH w AS (SELECT * FROM webhooks WHERE site_id = $1 AND id = $2 AND archived_at IS NULL),
  e AS (
    INSERT INTO webhook_events (site_id, type, subscriber_ids, details, times)
    SELECT site_id, 'webhook.test', '{}', '{}', '{}' FROM w RETURNING *
  ),
  d AS (
    INSERT INTO webhook_deliveries (site_id, webhook_id, event_id, due_at, fence, attempt_count, give_up_at)
    SELECT w.site_id, w.id, e.id, now() + interval '${LEASE_SECONDS} seconds', belfry_id(), 1, now() FROM w, e RETURNING *
  )
  SELECT ${CLAIMED_COLUMNS} FROM d, w, e`;
