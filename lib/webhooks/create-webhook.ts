import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { WebhookInput, type WebhookWithSecret } from '@/lib/contracts/webhooks';
import { db } from '@/lib/platform/db';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { requireRoomForWebhook } from './require-room';
import { checkWebhookUrl } from './webhook-address';
import { makeWebhookSecret, sealWebhookSecret } from './webhook-secret';
import { webhookView } from './webhook-view';

/**
 * Makes an endpoint. It is told of all that begins after this has returned. Its secret is in the answer and nowhere else.
 * @throws AppError `forbidden`, `not_found`, `invalid_input`; `conflict` when the site has 20 already
 */
export async function createWebhook(actor: Actor, siteId: string, input: WebhookInput): Promise<WebhookWithSecret> {
  const site = await authorizeSite(actor, 'webhooks.write', siteId);
  const fields = parse(WebhookInput, input);
  const url = checkWebhookUrl(fields.url).href;
  const secret = makeWebhookSecret();
  return db.$transaction(async (tx) => {
    await requireRoomForWebhook(tx, site);
    // The seal names the id, so that it is needed first.
    const [{ id } = { id: 0n }] = await tx.$queryRaw<{ id: bigint }[]>`SELECT belfry_id() AS id`;
    const secretSealed = sealWebhookSecret(site, id, secret);
    const row = await tx.webhook.create({ data: { ...fields, id, url, siteId: site, secretSealed } });
    const view = webhookView(row);
    await recordAudit(actor, 'webhook.create', view.id, { siteId, host: new URL(url).host, events: fields.events }, tx);
    return { ...view, secret };
  });
}
