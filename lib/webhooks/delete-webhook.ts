import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { findWebhook } from './find-webhook';

/**
 * Deletes an endpoint with its log and all that waits for it.
 * @throws AppError `forbidden`, `not_found`
 */
export async function deleteWebhook(actor: Actor, siteId: string, webhookId: string): Promise<void> {
  const { id, siteId: site, url } = await findWebhook(actor, 'webhooks.write', siteId, webhookId);
  await db.$transaction(async (tx) => {
    await tx.webhook.deleteMany({ where: { siteId: site, id } });
    await recordAudit(actor, 'webhook.delete', webhookId, { siteId, host: new URL(url).host }, tx);
  });
}
