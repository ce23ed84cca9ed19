import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { WebhookDeliveryDetail } from '@/lib/contracts/webhooks';
import { deliverWebhooksJob } from '@/lib/jobs/deliver-webhooks';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { findWebhook } from './find-webhook';
import { getDelivery } from './get-delivery';
import { sentAnew } from './replay-deliveries';
import { requireActive } from './require-active';

/**
 * Sends a delivery again, whatever became of it, with the same `webhook-id`.
 * @throws AppError `forbidden`, `not_found`; `conflict` while the endpoint is disabled
 */
export async function redeliver(
  actor: Actor,
  siteId: string,
  webhookId: string,
  deliveryId: string,
): Promise<WebhookDeliveryDetail> {
  const webhook = await findWebhook(actor, 'webhooks.write', siteId, webhookId);
  requireActive(webhook);
  const where = { siteId: webhook.siteId, webhookId: webhook.id, id: decodeId('webhookDelivery', deliveryId) };
  await db.$transaction(async (tx) => {
    const { count } = await tx.webhookDelivery.updateMany({ where, data: sentAnew() });
    if (count === 0) throw notFound('webhookDelivery');
    await recordAudit(actor, 'webhook.redeliver', webhookId, { siteId, delivery: deliveryId }, tx);
  });
  await enqueueOrLeave(deliverWebhooksJob, [{ webhookId: String(webhook.id) }]);
  // Who may write may see what was asked for.
  return getDelivery({ kind: 'system', workspaceId: actor.workspaceId }, siteId, webhookId, deliveryId);
}
