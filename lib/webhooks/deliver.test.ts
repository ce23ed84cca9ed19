import { describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { eraseSubscriber } from '@/lib/subscribers/erase-subscriber';
import { claimDeliveries } from './claim-deliveries';
import { getDelivery } from './get-delivery';
import { settleAttempt } from './settle-attempt';
import {
  actor,
  deliver,
  happen,
  keepOneWebhook,
  log,
  number,
  PAST,
  receiver,
  siteId,
  skipWaiting,
  webhook,
} from './test-kit/one-webhook';
import { type Receiver, startReceiver } from './test-kit/receiver';

keepOneWebhook();

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
