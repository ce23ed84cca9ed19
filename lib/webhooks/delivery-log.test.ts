import { describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { CLAIM_SQL } from './claim-deliveries';
import { purgeWebhookLog } from './purge-webhook-log';
import { redeliver } from './redeliver';
import { replayDeliveries } from './replay-deliveries';
import { DUE_SQL } from './sweep-webhooks';
import {
  actor,
  deliver,
  happen,
  keepOneWebhook,
  log,
  number,
  receiver,
  siteId,
  skipWaiting,
  span,
  webhook,
} from './test-kit/one-webhook';

keepOneWebhook();

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
