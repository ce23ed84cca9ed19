import { describe, expect, it } from 'vitest';
import { WEBHOOK_EVENTS } from '@/lib/contracts/webhooks';
import { pool } from '@/lib/platform/db';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { createWebhook } from './create-webhook';
import { deleteWebhook } from './delete-webhook';
import { eraseDeletedWebhooks } from './erase-deleted-webhooks';
import { getDelivery } from './get-delivery';
import { getWebhook } from './get-webhook';
import { redeliver } from './redeliver';
import { replayDeliveries } from './replay-deliveries';
import { restoreWebhook } from './restore-webhook';
import { rotateSecret } from './rotate-secret';
import { DUE_SQL } from './sweep-webhooks';
import {
  actor,
  deliver,
  endPause,
  happen,
  keepOneWebhook,
  log,
  number,
  PAST,
  receiver,
  siteId,
  skipWaiting,
  span,
  state,
  webhook,
} from './test-kit/one-webhook';
import { testWebhook } from './test-webhook';
import { updateWebhook } from './update-webhook';

keepOneWebhook();

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
