import type { Action, Actor } from '@/lib/contracts/actors';
import type { Webhook } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';

/**
 * The actor's own endpoint, sealed secrets included.
 * @throws AppError `forbidden`, `not_found`
 */
export async function findWebhook(actor: Actor, action: Action, siteId: string, webhookId: string): Promise<Webhook> {
  const site = await authorizeSite(actor, action, siteId);
  const row = await db.webhook.findFirst({
    where: { siteId: site, id: decodeId('webhook', webhookId), archivedAt: null },
  });
  if (!row) throw notFound('webhook');
  return row;
}
