import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { WebhookView } from '@/lib/contracts/webhooks';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { requireRoomForWebhook } from './require-room';
import { WEBHOOK_COLUMNS, webhookView } from './webhook-view';

/**
 * Undoes `deleteWebhook`: it has its secret and its log, and is told what waited for it and what happened meanwhile. One that is
 * there stays as it is.
 * @throws AppError `forbidden`; `not_found`, also once it was erased; `conflict` when the site is full
 */
export async function restoreWebhook(actor: Actor, siteId: string, webhookId: string): Promise<WebhookView> {
  const site = await authorizeSite(actor, 'webhooks.write', siteId);
  const where = { id: decodeId('webhook', webhookId), siteId: site };
  return db.$transaction(async (tx) => {
    const webhook = await tx.webhook.findFirst({ where, omit: WEBHOOK_COLUMNS });
    if (!webhook) throw notFound('webhook');
    if (webhook.archivedAt === null) return webhookView(webhook);
    await requireRoomForWebhook(tx, site);
    const [restored] = await tx.webhook.updateManyAndReturn({
      where: { ...where, archivedAt: { not: null } },
      data: { archivedAt: null },
      omit: WEBHOOK_COLUMNS,
    });
    if (restored)
      await recordAudit(actor, 'webhook.restore', webhookId, { siteId, host: new URL(restored.url).host }, tx);
    return webhookView(restored ?? webhook);
  });
}
