import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { notFound } from '@/lib/platform/not-found';
import { findWebhook } from './find-webhook';

/**
 * Deletes an endpoint with its log and all that waits for it. It is kept for its restoring for an hour, in which nothing is sent
 * and nothing that it would be told is lost (`eraseDeletedWebhooks`).
 * @param expectedUpdatedAt what was seen last; given, what was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `precondition_failed`
 */
export async function deleteWebhook(
  actor: Actor,
  siteId: string,
  webhookId: string,
  expectedUpdatedAt?: Date,
): Promise<void> {
  const { id, siteId: site, url } = await findWebhook(actor, 'webhooks.write', siteId, webhookId);
  await db.$transaction(async (tx) => {
    const { count } = await tx.webhook.updateMany({
      where: { siteId: site, id, archivedAt: null, updatedAt: expectedUpdatedAt },
      data: { archivedAt: now() },
    });
    if (count === 0) throw expectedUpdatedAt ? new AppError('precondition_failed') : notFound('webhook');
    await recordAudit(actor, 'webhook.delete', webhookId, { siteId, host: new URL(url).host }, tx);
  });
}
