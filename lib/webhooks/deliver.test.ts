import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SystemActor } from '@/lib/contracts/actors';
import { WEBHOOK_EVENTS, type WebhookWithSecret } from '@/lib/contracts/webhooks';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { createSubscribers } from '@/lib/subscribers/create-subscribers';
import { eraseSubscriber } from '@/lib/subscribers/erase-subscriber';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { CLAIM_SQL, claimDeliveries } from './claim-deliveries';
import { createWebhook } from './create-webhook';
import { deleteWebhook } from './delete-webhook';
import { deliverDue } from './deliver-due';
import { eraseDeletedWebhooks } from './erase-deleted-webhooks';
import { formDeliveries } from './form-deliveries';
import { getDelivery } from './get-delivery';
import { getWebhook } from './get-webhook';
import { listDeliveries } from './list-deliveries';
import { purgeWebhookLog } from './purge-webhook-log';
import { redeliver } from './redeliver';
import { replayDeliveries } from './replay-deliveries';
import { restoreWebhook } from './restore-webhook';
import { rotateSecret } from './rotate-secret';
import { settleAttempt } from './settle-attempt';
import { DUE_SQL } from './sweep-webhooks';
import { type Receiver, startReceiver } from './test-kit/receiver';
import { testWebhook } from './test-webhook';
import { updateWebhook } from './update-webhook';

let receiver: Receiver;
let actor: SystemActor;
let siteId: string;
let webhook: WebhookWithSecret;
const signal = new AbortController().signal;

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

const number = () => decodeId('webhook', webhook.id);
const deliver = () => deliverDue(number(), signal);
const state = () => getWebhook(actor, siteId, webhook.id);
const log = async () => (await listDeliveries(actor, siteId, webhook.id, { limit: 200 })).items;
/** Not now: a machine's clock may be set back by a little between two statements. */
const PAST = "now() - interval '1 second'";
/** Whatever waits is due now. */
const skipWaiting = () => pool.query(`UPDATE webhook_deliveries SET due_at = ${PAST} WHERE due_at IS NOT NULL`);
const endPause = () => pool.query(`UPDATE webhooks SET open_until = ${PAST} WHERE open_until IS NOT NULL`);

/** Deliveries of one new subscriber each. */
async function happen(count = 1): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const [made] = await createSubscribers(actor, siteId, [{ ...makeSubscription(), externalId: `u${i}` }]);
    if (made?.id) ids.push(made.id);
    await formDeliveries();
  }
  return ids;
}

describe('a delivery', () => {
  it('carries what Standard Webhooks asks for, and the reference library accepts it', async () => {
    const [id] = await happen();
    await deliver();
    expect(receiver.received.length).toBe(1);
    const [one] = receiver.received;
    if (!one) return;
    expect(receiver.verify(one, webhook.secret)).toEqual(one.payload);
    const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    expect(() => receiver.verify(one, other)).toThrow('No matching signature');
    expect(() => receiver.verify({ ...one, body: one.body.replace('u0', 'u1') }, webhook.secret)).toThrow();
    expect(one.headers['content-type']).toBe('application/json');
    expect(one.payload).toMatchObject({
      type: 'subscriber.created',
      data: { siteId, items: [{ subscriberId: id, cause: 'subscribed', subscriber: { id, externalId: 'u0' } }] },
    });
    expect(one.body).not.toMatch(/p256dh|endpoint|wpush/);
    expect(await log()).toMatchObject([
      { eventId: one.id, state: 'delivered', statusCode: 204, error: null, attemptCount: 1, nextAttemptAt: null },
    ]);
  });

  it('that fails is tried again with the same id and a new time', async () => {
    await happen();
    receiver.answer = () => ({ status: 500, body: 'no\0 database' });
    await deliver();
    const [failed] = await log();
    expect(failed).toMatchObject({ state: 'pending', statusCode: 500, error: 'answered 500' });
    expect(Date.parse(failed?.nextAttemptAt ?? '')).toBeGreaterThan(Date.now() - 1_000);
    receiver.answer = () => ({ status: 400 });
    await skipWaiting();
    await deliver();
    receiver.answer = () => ({ status: 200, body: 'thanks' });
    await skipWaiting();
    await deliver();
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(1);
    const detail = await getDelivery(actor, siteId, webhook.id, failed?.id ?? '');
    expect(detail).toMatchObject({ state: 'delivered', attemptCount: 3 });
    expect(detail.attempts.map(({ statusCode, responseBody }) => [statusCode, responseBody])).toEqual([
      [200, 'thanks'],
      [400, ''],
      [500, 'no database'],
    ]);
    expect(detail.requestBody).toBe(receiver.received[2]?.body);
  });

  it('waits as long as it is told to', async () => {
    await happen();
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': '7200' } });
    await deliver();
    const [failed] = await log();
    expect(Date.parse(failed?.nextAttemptAt ?? '') - Date.now()).toBeGreaterThan(7_100_000);
  });

  it('is given up after three days, with a last try at their end', async () => {
    await happen();
    receiver.answer = () => ({ status: 503 });
    await pool.query(`UPDATE webhook_deliveries SET attempt_count = 12, give_up_at = now() + interval '1 second'`);
    await deliver();
    const { rows } = await pool.query('SELECT due_at = give_up_at AS is_last FROM webhook_deliveries');
    expect(rows).toEqual([{ is_last: true }]);
    await pool.query(`UPDATE webhook_deliveries SET due_at = ${PAST}, give_up_at = ${PAST}`);
    await deliver();
    expect(await log()).toMatchObject([{ state: 'failed', attemptCount: 14, nextAttemptAt: null }]);
  });

  it('does not follow redirects and reads 4 KiB of an answer', async () => {
    await happen(3);
    const other = await startReceiver();
    const answers: ReturnType<Receiver['answer']>[] = [
      { status: 302, headers: { location: other.url } },
      { status: 200, body: 'x'.repeat(10_000_000) },
      'reset',
    ];
    receiver.answer = () => answers.shift() ?? { status: 200 };
    await deliver();
    expect(other.connectionCount).toBe(0);
    await other.close();
    const found = await log();
    expect(found.map((one) => String(one.error)).sort()).toEqual([
      'answered 302; redirects are not followed',
      'null',
      expect.stringMatching(/^the connection failed/),
    ]);
    const delivered = found.find((one) => one.state === 'delivered');
    const detail = await getDelivery(actor, siteId, webhook.id, delivered?.id ?? '');
    expect(detail.attempts[0]?.responseBody.length).toBe(4_096);
  });

  it('ends after 15 seconds, whatever the endpoint does', async () => {
    await happen(2);
    const answers: ReturnType<Receiver['answer']>[] = ['hang', 'drip'];
    receiver.answer = () => answers.shift() ?? { status: 500 };
    await deliver();
    expect((await log()).map((one) => [one.state, one.error]).sort()).toEqual([
      ['delivered', null],
      ['pending', 'no answer within 15 seconds'],
    ]);
  });

  it('comes back when the worker that had it died, whose late result then changes nothing', async () => {
    await happen();
    expect((await claimDeliveries(number(), 5)).length).toBe(1);
    expect(await claimDeliveries(number(), 5)).toEqual([]);
    await skipWaiting();
    const [late] = await claimDeliveries(number(), 5);
    await skipWaiting();
    await deliver();
    if (!late) throw new Error('not claimed');
    await settleAttempt(late, {
      statusCode: 500,
      error: 'answered 500',
      responseBody: '',
      retryAfterSeconds: null,
      durationMs: 1,
    });
    expect(await log()).toMatchObject([{ state: 'delivered', attemptCount: 3 }]);
  });

  it('names nobody who was erased meanwhile', async () => {
    const [id = ''] = await happen();
    receiver.answer = () => ({ status: 500 });
    await deliver();
    await eraseSubscriber(actor, siteId, id);
    receiver.answer = () => ({ status: 200 });
    await skipWaiting();
    await deliver();
    expect(receiver.received[0]?.body).toContain('"u0"');
    expect(receiver.received[1]?.payload.data.items).toMatchObject([{ subscriberId: id, subscriber: null }]);
    const [entry] = await log();
    expect(JSON.stringify(await getDelivery(actor, siteId, webhook.id, entry?.id ?? ''))).not.toContain('u0');
  });
});

describe('an endpoint', () => {
  it('that answers 410 is disabled, and nothing more is written for it', async () => {
    await happen(2);
    receiver.answer = () => ({ status: 410 });
    await deliver();
    expect(await state()).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
    receiver.received.length = 0;
    await happen();
    expect((await pool.query('SELECT 1 FROM webhook_outbox')).rowCount).toBe(0);
    await skipWaiting();
    await deliver();
    expect(receiver.received.length).toBe(0);
    await expect(replayDeliveries(actor, siteId, webhook.id, span())).rejects.toMatchObject({ code: 'conflict' });
    receiver.answer = () => ({ status: 200 });
    expect(await updateWebhook(actor, siteId, webhook.id, { status: 'active' })).toMatchObject({
      status: 'active',
      disabledReason: null,
      failureCount: 0,
    });
    expect(await replayDeliveries(actor, siteId, webhook.id, span())).toMatchObject({
      deliveryCount: expect.any(Number),
    });
    await skipWaiting();
    await deliver();
    expect((await log()).map((one) => one.state)).toEqual(['delivered', 'delivered']);
  });

  it('that fails five times is left alone, then probed with one delivery, and caught up with when it works', async () => {
    await happen(12);
    receiver.answer = () => ({ status: 500 });
    await deliver();
    // Five at once: the breaker opens when they have failed.
    expect(receiver.received.length).toBe(5);
    expect((await state()).pausedUntil).not.toBeNull();
    await deliver();
    expect(receiver.received.length).toBe(5);
    await endPause();
    await Promise.all([deliver(), deliver(), deliver()]);
    expect(receiver.received.length).toBe(6);
    const { failureCount, pausedUntil } = await state();
    expect(failureCount).toBe(6);
    const pauseMs = Date.parse(pausedUntil ?? '') - Date.now();
    expect(pauseMs).toBeGreaterThan(25_000);
    expect(pauseMs).toBeLessThan(60_001);
    receiver.answer = () => ({ status: 200 });
    await pool.query(`UPDATE webhook_deliveries SET due_at = now() + interval '1 day' WHERE attempt_count > 0`);
    await endPause();
    await deliver();
    expect(await state()).toMatchObject({ failureCount: 0, pausedUntil: null });
    // What had failed is brought forward, spread over a minute.
    const { rows } = await pool.query(
      `SELECT count(*)::int AS far FROM webhook_deliveries WHERE due_at > now() + interval '61 seconds'`,
    );
    expect(rows).toEqual([{ far: 0 }]);
    await skipWaiting();
    await deliver();
    expect((await log()).every((one) => one.state === 'delivered')).toBe(true);
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(12);
  });

  it('that failed for five days is disabled', async () => {
    await happen();
    receiver.answer = () => ({ status: 500 });
    await pool.query(`UPDATE webhooks SET failure_count = 3, failing_since = now() - interval '5 days 1 minute'`);
    await deliver();
    expect(await state()).toMatchObject({ status: 'disabled', disabledReason: 'failing' });
  });

  it('may change its secret: both sign for a while, then the new one alone', async () => {
    const second = await rotateSecret(actor, siteId, webhook.id, { overlapHours: 2 });
    await happen();
    await deliver();
    const [both] = receiver.received;
    if (!both) throw new Error('nothing came');
    expect(String(both.headers['webhook-signature']).split(' ').length).toBe(2);
    expect(receiver.verify(both, webhook.secret)).toEqual(receiver.verify(both, second.secret));
    await pool.query(`UPDATE webhooks SET previous_secret_ends_at = ${PAST}`);
    await happen();
    await deliver();
    const [, alone] = receiver.received;
    if (!alone) throw new Error('nothing came');
    expect(() => receiver.verify(alone, webhook.secret)).toThrow('No matching signature');
    expect(receiver.verify(alone, second.secret)).toBeTruthy();
    const leaked = await rotateSecret(actor, siteId, webhook.id, { overlapHours: 0 });
    expect(leaked.previousSecretEndsAt).toBeNull();
  });

  it('shows its secret once and keeps it sealed', async () => {
    const { rows } = await pool.query<{ row: string }>('SELECT w::text AS row FROM webhooks w');
    const bytes = Buffer.from(webhook.secret).toString('hex');
    expect(rows[0]?.row).not.toContain(bytes);
    expect(rows[0]?.row).not.toContain(webhook.secret);
    expect(JSON.stringify(await state())).not.toContain('whsec');
    const { rows: audit } = await pool.query(`SELECT detail::text FROM audit_entries WHERE action LIKE 'webhook.%'`);
    expect(JSON.stringify(audit)).not.toContain('whsec');
  });

  it('may be tested while it is disabled; a failed test is not tried again and counts for nothing', async () => {
    await updateWebhook(actor, siteId, webhook.id, { status: 'disabled' });
    const good = await testWebhook(actor, siteId, webhook.id);
    expect(good).toMatchObject({ type: 'webhook.test', state: 'delivered', statusCode: 204 });
    const [one] = receiver.received;
    if (!one) throw new Error('nothing came');
    expect(receiver.verify(one, webhook.secret)).toMatchObject({ type: 'webhook.test' });
    receiver.answer = () => ({ status: 410, body: 'not here' });
    await updateWebhook(actor, siteId, webhook.id, { status: 'active' });
    const bad = await testWebhook(actor, siteId, webhook.id);
    expect(bad).toMatchObject({ state: 'failed', statusCode: 410, attempts: [{ responseBody: 'not here' }] });
    expect(await state()).toMatchObject({ status: 'active', failureCount: 0 });
  });
});

function span(overrides: Partial<Parameters<typeof replayDeliveries>[3]> = {}) {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  return { from: at(-60_000), to: at(60_000), ...overrides };
}

describe('sending again', () => {
  it('of one delivery keeps its id', async () => {
    await happen();
    await deliver();
    const [entry] = await log();
    expect(await redeliver(actor, siteId, webhook.id, entry?.id ?? '')).toMatchObject({
      state: 'pending',
      attemptCount: 0,
    });
    await deliver();
    expect(receiver.received.map((one) => one.id)).toEqual([entry?.eventId, entry?.eventId]);
  });

  it('of a span takes what failed, or all, and nothing outside', async () => {
    await happen(4);
    await deliver();
    await pool.query(
      `UPDATE webhook_deliveries SET state = 'failed' WHERE id = (SELECT min(id) FROM webhook_deliveries)`,
    );
    await pool.query(
      `UPDATE webhook_deliveries SET created_at = now() - interval '2 hours' WHERE id = (SELECT max(id) FROM webhook_deliveries)`,
    );
    expect(await replayDeliveries(actor, siteId, webhook.id, span())).toEqual({ deliveryCount: 1 });
    await deliver();
    expect(await replayDeliveries(actor, siteId, webhook.id, span({ onlyFailed: false }))).toEqual({
      deliveryCount: 3,
    });
    await deliver();
    expect(receiver.received.length).toBe(4 + 1 + 3);
    await expect(
      replayDeliveries(actor, siteId, webhook.id, span({ to: span().from, from: span().to })),
    ).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

it('deletes the log after 14 days, and gives up what could never be tried', async () => {
  await happen(2);
  await pool.query(
    `UPDATE webhook_deliveries SET give_up_at = now() - interval '7 hours' WHERE id = (SELECT min(id) FROM webhook_deliveries)`,
  );
  await purgeWebhookLog();
  expect((await log()).map((one) => one.state)).toEqual(['pending', 'failed']);
  await deliver();
  await pool.query(`UPDATE webhook_events SET created_at = now() - interval '15 days'`);
  expect(await purgeWebhookLog()).toBe(2);
  const { rows } = await pool.query(
    'SELECT (SELECT count(*)::int FROM webhook_deliveries) + (SELECT count(*)::int FROM webhook_attempts) AS left_over',
  );
  expect(rows).toEqual([{ left_over: 0 }]);
});

describe('a deleted endpoint', () => {
  it('is sent nothing, and once it is back, all that waited and all that happened meanwhile', async () => {
    await happen(2);
    await deleteWebhook(actor, siteId, webhook.id);
    await expect(state()).rejects.toMatchObject({ code: 'not_found' });
    await expect(testWebhook(actor, siteId, webhook.id)).rejects.toMatchObject({ code: 'not_found' });
    await happen();
    await deliver();
    await eraseDeletedWebhooks();
    expect((await pool.query(DUE_SQL)).rows).toEqual([]);
    expect(receiver.received).toEqual([]);
    const { secret, ...view } = webhook;
    const restored = await restoreWebhook(actor, siteId, webhook.id);
    expect(restored).toEqual({ ...view, updatedAt: restored.updatedAt });
    expect((await pool.query(DUE_SQL)).rows).toEqual([{ id: number() }]);
    await deliver();
    expect(receiver.received.length).toBe(3);
    expect((await log()).map((one) => one.state)).toEqual(['delivered', 'delivered', 'delivered']);
    const [first] = receiver.received;
    if (first) expect(receiver.verify(first, secret)).toEqual(first.payload);
  });

  it('is erased after an hour, with its log', async () => {
    await happen();
    await deleteWebhook(actor, siteId, webhook.id);
    await pool.query(`UPDATE webhooks SET archived_at = archived_at - interval '61 minutes'`);
    await eraseDeletedWebhooks();
    await expect(restoreWebhook(actor, siteId, webhook.id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await pool.query('SELECT id FROM webhook_deliveries')).rows).toEqual([]);
  });
});

it("does not serve another tenant's, whatever is asked", async () => {
  await happen();
  const [entry] = await log();
  const other = await makeTestSite();
  const calls = [
    () => getWebhook(other.actor, other.publicId, webhook.id),
    () => getDelivery(other.actor, other.publicId, webhook.id, entry?.id ?? ''),
    () => redeliver(other.actor, other.publicId, webhook.id, entry?.id ?? ''),
    () => replayDeliveries(other.actor, other.publicId, webhook.id, span()),
    () => rotateSecret(other.actor, other.publicId, webhook.id),
    () => testWebhook(other.actor, other.publicId, webhook.id),
    () => restoreWebhook(other.actor, other.publicId, webhook.id),
  ];
  for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'not_found' });
  const own = await createWebhook(other.actor, other.publicId, { url: receiver.url, events: [...WEBHOOK_EVENTS] });
  await expect(getDelivery(other.actor, other.publicId, own.id, entry?.id ?? '')).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('finds what is due by an index, however long the log', async () => {
  await pool.query(
    `WITH e AS (
       INSERT INTO webhook_events (site_id, type, subscriber_ids, details, times)
       SELECT $1, 'campaign.started', '{}', '{}', '{}' FROM generate_series(1, 20000) RETURNING id
     )
     INSERT INTO webhook_deliveries (site_id, webhook_id, event_id, state, due_at, give_up_at)
     SELECT $1, $2, id, 'delivered', NULL, now() FROM e`,
    [decodeId('site', siteId), number()],
  );
  await happen(1);
  await pool.query('ANALYZE webhook_deliveries, webhook_events, webhooks');
  for (const [text, values] of [
    [CLAIM_SQL, [number(), 5]],
    [DUE_SQL, []],
  ] as const) {
    const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, COSTS OFF) ${text}`, [...values]);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).not.toMatch(/Seq Scan on webhook_(deliveries|events)/);
    expect(plan).toContain('webhook_deliveries_webhook_id_due_at_idx');
    await skipWaiting();
  }
  expect(encodeId('webhook', number())).toBe(webhook.id);
});
