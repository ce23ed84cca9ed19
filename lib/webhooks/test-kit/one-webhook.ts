import { beforeAll, beforeEach } from 'vitest';
import type { SystemActor } from '@/lib/contracts/actors';
import { WEBHOOK_EVENTS, type WebhookWithSecret } from '@/lib/contracts/webhooks';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { createSubscribers } from '@/lib/subscribers/create-subscribers';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { createWebhook } from '../create-webhook';
import { deliverDue } from '../deliver-due';
import { formDeliveries } from '../form-deliveries';
import { getWebhook } from '../get-webhook';
import { listDeliveries } from '../list-deliveries';
import type { replayDeliveries } from '../replay-deliveries';
import { type Receiver, startReceiver } from './receiver';

export let receiver: Receiver;
export let actor: SystemActor;
export let siteId: string;
export let webhook: WebhookWithSecret;
const signal = new AbortController().signal;

/** Before each test: one endpoint, of a new site, that is sent everything and that `receiver` answers for. */
export function keepOneWebhook(): void {
  beforeAll(async () => {
    receiver = await startReceiver();
    process.env.BELFRY_WEBHOOK_HOSTS = receiver.host;
    return () => receiver.close();
  });
  beforeEach(async () => {
    await pool.query('TRUNCATE webhooks, webhook_outbox, webhook_events CASCADE');
    const site = await makeTestSite();
    actor = site.actor;
    siteId = site.publicId;
    receiver.received.length = 0;
    receiver.answer = () => ({ status: 204 });
    webhook = await createWebhook(actor, siteId, { url: receiver.url, events: [...WEBHOOK_EVENTS] });
  });
}

export const number = () => decodeId('webhook', webhook.id);
export const deliver = () => deliverDue(number(), signal);
export const state = () => getWebhook(actor, siteId, webhook.id);
export const log = async () => (await listDeliveries(actor, siteId, webhook.id, { limit: 200 })).items;
/** Not now: a machine's clock may be set back by a little between two statements. */
export const PAST = "now() - interval '1 second'";
/** Whatever waits is due now. */
export const skipWaiting = () => pool.query(`UPDATE webhook_deliveries SET due_at = ${PAST} WHERE due_at IS NOT NULL`);
export const endPause = () => pool.query(`UPDATE webhooks SET open_until = ${PAST} WHERE open_until IS NOT NULL`);

/** Deliveries of one new subscriber each. */
export async function happen(count = 1): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const [made] = await createSubscribers(actor, siteId, [{ ...makeSubscription(), externalId: `u${i}` }]);
    if (made?.id) ids.push(made.id);
    await formDeliveries();
  }
  return ids;
}

export function span(overrides: Partial<Parameters<typeof replayDeliveries>[3]> = {}) {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  return { from: at(-60_000), to: at(60_000), ...overrides };
}
