import { createHmac, randomBytes } from 'node:crypto';
import { open, seal } from '@/lib/platform/crypto-at-rest';
import { encodeId } from '@/lib/platform/ids';

const PREFIX = 'whsec_';
/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

/** Bound to its endpoint's site and id: moved to another row, it does not open there. */
const context = (siteId: bigint, webhookId: bigint) =>
  `webhook:${encodeId('site', siteId)}:${encodeId('webhook', webhookId)}`;

/** A new signing secret, `whsec_` and base64. */
export function makeWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** Bound to its endpoint: copied into another row it does not open. */
export function sealWebhookSecret(siteId: bigint, webhookId: bigint, secret: string) {
  return seal(Buffer.from(secret), context(siteId, webhookId));
}

/** @throws Error when it was sealed for another endpoint, or under another master key. */
export function openWebhookSecret(siteId: bigint, webhookId: bigint, sealed: Uint8Array): string {
  return open(sealed, context(siteId, webhookId)).toString();
}

/**
 * The headers of Standard Webhooks: id, time of this attempt, and one signature for each secret (`v1,…`, separated by
 * spaces), so that a receiver verifies with either while a secret is being changed.
 */
export function signatureHeaders(id: string, at: Date, body: string, secrets: readonly string[]) {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const sign = (secret: string) =>
    `v1,${createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64'))
      .update(`${id}.${timestamp}.${body}`)
      .digest('base64')}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map(sign).join(' '),
  };
}
