import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { WebhookPatch, type WebhookView } from '@/lib/contracts/webhooks';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { notFound } from '@/lib/platform/not-found';
import { parse } from '@/lib/platform/parse';
import { findWebhook } from './find-webhook';
import { checkWebhookUrl } from './webhook-address';
import { WEBHOOK_COLUMNS, webhookView } from './webhook-view';

/** A new address or a new start: what was held against the old one counts no more. */
const CLEAN_RECORD = { failureCount: 0, failingSince: null, openUntil: null };

/**
 * Changes an endpoint; active again, or with another address, it starts with a clean record, and what waits for it is
 * sent.
 * @param expectedUpdatedAt what the editor saw last; given, what was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `invalid_input`, `precondition_failed`
 */
export async function updateWebhook(
  actor: Actor,
  siteId: string,
  webhookId: string,
  input: WebhookPatch,
  expectedUpdatedAt?: Date,
): Promise<WebhookView> {
  const { id, siteId: site } = await findWebhook(actor, 'webhooks.write', siteId, webhookId);
  const { url, status, ...fields } = parse(WebhookPatch, input);
  const data = {
    ...fields,
    ...(url === undefined ? {} : { url: checkWebhookUrl(url).href, ...CLEAN_RECORD }),
    ...(status === 'active' ? { status, disabledReason: null, ...CLEAN_RECORD } : {}),
    ...(status === 'disabled' ? { status, disabledReason: 'by_hand' } : {}),
  };
  return db.$transaction(async (tx) => {
    const where = { siteId: site, id, archivedAt: null, updatedAt: expectedUpdatedAt };
    const [row] = await tx.webhook.updateManyAndReturn({ where, data, omit: WEBHOOK_COLUMNS });
    if (!row) throw expectedUpdatedAt ? new AppError('precondition_failed') : notFound('webhook');
    await recordAudit(actor, 'webhook.update', webhookId, { siteId, changed: Object.keys(input) }, tx);
    return webhookView(row);
  });
}
