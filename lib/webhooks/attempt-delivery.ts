import { now } from '@/lib/platform/clock';
import { encodeId } from '@/lib/platform/ids';
import { log } from '@/lib/platform/log';
import type { ClaimedDelivery } from './claim-deliveries';
import { postWebhook, type WebhookAnswer } from './post-webhook';
import { renderEvent } from './render-event';
import { settleAttempt } from './settle-attempt';
import { openWebhookSecret, signatureHeaders } from './webhook-secret';

/**
 * One attempt of a claimed delivery: render, sign, post, settle.
 * @throws only when the database cannot be read or written; the delivery then comes back when its lease ends
 */
export async function attemptDelivery(delivery: ClaimedDelivery): Promise<void> {
  await settleAttempt(delivery, await send(delivery));
}

async function send(delivery: ClaimedDelivery): Promise<WebhookAnswer> {
  const { siteId, webhookId, secretSealed, previousSecretSealed } = delivery;
  const body = await renderEvent({ ...delivery, id: delivery.eventId, createdAt: delivery.eventCreatedAt });
  const sealed = previousSecretSealed ? [secretSealed, previousSecretSealed] : [secretSealed];
  let secrets: string[];
  try {
    secrets = sealed.map((each) => openWebhookSecret(siteId, webhookId, each));
  } catch (error) {
    log.error({ err: error, webhookId: encodeId('webhook', webhookId) }, 'a webhook secret cannot be opened');
    const message = 'the secret cannot be opened under the master key of this installation';
    return { statusCode: null, error: message, responseBody: '', retryAfterSeconds: null, durationMs: 0 };
  }
  const headers = signatureHeaders(encodeId('webhookEvent', delivery.eventId), now(), body, secrets);
  return postWebhook(delivery.url, headers, body);
}
