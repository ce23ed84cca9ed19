import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { RotateSecretInput, type WebhookWithSecret } from '@/lib/contracts/webhooks';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { findWebhook } from './find-webhook';
import { makeWebhookSecret, sealWebhookSecret } from './webhook-secret';
import { WEBHOOK_COLUMNS, webhookView } from './webhook-view';

/**
 * Gives an endpoint a new secret, shown this once; the old one signs beside it for the hours given, and one that is
 * older ends at once.
 * @throws AppError `forbidden`, `not_found`, `invalid_input`; `conflict` when two rotate at once
 */
export async function rotateSecret(
  actor: Actor,
  siteId: string,
  webhookId: string,
  input: RotateSecretInput = {},
): Promise<WebhookWithSecret> {
  const { id, siteId: site, secretSealed } = await findWebhook(actor, 'webhooks.write', siteId, webhookId);
  const { overlapHours } = parse(RotateSecretInput, input);
  const secret = makeWebhookSecret();
  const keepsOld = overlapHours > 0;
  return db.$transaction(async (tx) => {
    const [row] = await tx.webhook.updateManyAndReturn({
      where: { siteId: site, id, archivedAt: null, secretSealed },
      data: {
        secretSealed: sealWebhookSecret(site, id, secret),
        previousSecretSealed: keepsOld ? secretSealed : null,
        previousSecretEndsAt: keepsOld ? new Date(now().getTime() + overlapHours * 3_600_000) : null,
      },
      omit: WEBHOOK_COLUMNS,
    });
    if (!row) throw new AppError('conflict', { detail: 'The secret was changed at the same moment; try again.' });
    await recordAudit(actor, 'webhook.rotate_secret', webhookId, { siteId, overlapHours }, tx);
    return { ...webhookView(row), secret };
  });
}
