import type { Actor } from '@/lib/contracts/actors';
import type { WebhookView } from '@/lib/contracts/webhooks';
import { db } from '@/lib/platform/db';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { WEBHOOK_COLUMNS, webhookView } from './webhook-view';

/**
 * All endpoints of a site, oldest first; there are at most MAX_WEBHOOKS of them.
 * @throws AppError `forbidden`, `not_found`
 */
export async function listWebhooks(actor: Actor, siteId: string): Promise<WebhookView[]> {
  const site = await authorizeSite(actor, 'webhooks.read', siteId);
  const rows = await db.webhook.findMany({
    where: { siteId: site, archivedAt: null },
    omit: WEBHOOK_COLUMNS,
    orderBy: { id: 'asc' },
  });
  return rows.map(webhookView);
}
