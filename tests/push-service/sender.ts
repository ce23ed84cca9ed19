import type https from 'node:https';
import webpush, { type RequestOptions, WebPushError } from 'web-push';
import type { SubscriptionJson } from './push-service.types';

// An application server, played by web-push, for the tests of the push service.

export const vapidKeys = webpush.generateVAPIDKeys();
export const vapidDetails = { subject: 'mailto:test@example.com', ...vapidKeys };

export type Target = Pick<SubscriptionJson, 'endpoint' | 'keys'>;

/** @param agent trusts the certificate of the push service */
export function send(agent: https.Agent, target: Target, payload: string, options: RequestOptions = {}) {
  return webpush.sendNotification(target, payload, { TTL: 60, agent, timeout: 2000, vapidDetails, ...options });
}

/** The status, or what went wrong on the way. */
export function statusOf(sent: Promise<{ statusCode: number }>): Promise<number | string> {
  return sent.then(
    (result) => result.statusCode,
    (error: unknown) => (error instanceof WebPushError ? error.statusCode : String(error)),
  );
}
