import type { Actor } from '@/lib/contracts/actors';
import type { WebhookView } from '@/lib/contracts/webhooks';
import { findWebhook } from './find-webhook';
import { webhookView } from './webhook-view';

/** @throws AppError `forbidden`, `not_found` */
export async function getWebhook(actor: Actor, siteId: string, webhookId: string): Promise<WebhookView> {
  return webhookView(await findWebhook(actor, 'webhooks.read', siteId, webhookId));
}
