import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { ReplayInput } from '@/lib/contracts/webhooks';
import { deliverWebhooksJob } from '@/lib/jobs/deliver-webhooks';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { parse } from '@/lib/platform/parse';
import { findWebhook } from './find-webhook';
import { GIVE_UP_HOURS } from './form-deliveries';
import { requireActive } from './require-active';

/** A delivery as it was when it was made. */
export function sentAnew() {
  const at = now();
  return {
    state: 'pending',
    dueAt: at,
    fence: null,
    attemptCount: 0,
    settledAt: null,
    giveUpAt: new Date(at.getTime() + GIVE_UP_HOURS * 3_600_000),
  } as const;
}

/**
 * Sends again what an endpoint was told in a span of time: what failed, or everything that has ended.
 * @throws AppError `forbidden`, `not_found`, `invalid_input`; `conflict` while the endpoint is disabled
 */
export async function replayDeliveries(
  actor: Actor,
  siteId: string,
  webhookId: string,
  input: ReplayInput,
): Promise<{ deliveryCount: number }> {
  const webhook = await findWebhook(actor, 'webhooks.write', siteId, webhookId);
  const { from, to, onlyFailed } = parse(ReplayInput, input);
  requireActive(webhook);
  const deliveryCount = await db.$transaction(async (tx) => {
    const { count } = await tx.webhookDelivery.updateMany({
      where: {
        siteId: webhook.siteId,
        webhookId: webhook.id,
        createdAt: { gte: new Date(from), lt: new Date(to) },
        state: onlyFailed ? 'failed' : { not: 'pending' },
      },
      data: sentAnew(),
    });
    await recordAudit(actor, 'webhook.replay', webhookId, { siteId, from, to, onlyFailed, deliveryCount: count }, tx);
    return count;
  });
  if (deliveryCount > 0) await enqueueOrLeave(deliverWebhooksJob, [{ webhookId: String(webhook.id) }]);
  return { deliveryCount };
}
