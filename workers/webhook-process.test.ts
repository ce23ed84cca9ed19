import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WEBHOOK_EVENTS } from '@/lib/contracts/webhooks';
import { addSubscribers, makeRun, makeSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { createWebhook } from '@/lib/webhooks/create-webhook';
import { type Received, type Receiver, startReceiver } from '@/lib/webhooks/test-kit/receiver';
import { startWorkerProcess } from '@/tests/support/start-worker-process';
import { waitFor } from '../tests/support/wait-for';

// The worker role as its own process, killed again and again while it tells an endpoint of a campaign.
const SUBSCRIBER_COUNT = 2_000;
const KILLS = 4;
let sink: PushSink;
let receiver: Receiver;

beforeAll(async () => {
  [sink, receiver] = await Promise.all([startPushSink(), startReceiver()]);
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  process.env.BELFRY_WEBHOOK_HOSTS = receiver.host;
});
afterAll(() => Promise.all([sink.close(), receiver.close()]));

const itemsOf = (one: Received) => one.payload.data.items ?? [];

it('killed while it delivers, it loses nothing: each event comes at least once, under one id', async () => {
  const site = await makeSite();
  await addSubscribers(site, sink, SUBSCRIBER_COUNT);
  const webhook = await createWebhook(site.actor, site.publicId, { url: receiver.url, events: [...WEBHOOK_EVENTS] });
  const run = await makeRun(site, { shardCount: 4 });
  // Every third request gets no answer, so that a worker dies with requests under way.
  let count = 0;
  let isCalm = false;
  receiver.answer = () => (isCalm || count++ % 3 !== 0 ? { status: 200 } : 'hang');

  let inFlightKills = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const before = receiver.received.length;
    const child = startWorkerProcess({ BELFRY_LOG_LEVEL: 'warn' });
    await waitFor(() => receiver.received.length > before, 60_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { rowCount } = await pool.query('SELECT 1 FROM webhook_deliveries WHERE fence IS NOT NULL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    if (rowCount) inFlightKills++;
    // The test waits neither for leases nor for back-off.
    await pool.query(`UPDATE deliveries SET lease_until = now() - interval '1 second' WHERE state = 1`);
    await pool.query('UPDATE webhook_deliveries SET due_at = now() WHERE due_at IS NOT NULL');
    // Something more to tell, whatever the campaign has come to.
    await addTraffic(site.id);
  }
  expect(inFlightKills).toBeGreaterThan(0);
  isCalm = true;
  startWorkerProcess({ BELFRY_LOG_LEVEL: 'warn' });
  await waitFor(async () => {
    await pool.query('UPDATE webhook_deliveries SET due_at = now() WHERE due_at > now() AND fence IS NULL');
    const { rows } = await pool.query<{ is_over: boolean }>(
      `SELECT (SELECT finished_at IS NOT NULL FROM runs WHERE id = $1) AND NOT EXISTS (SELECT FROM webhook_outbox)
           AND NOT EXISTS (SELECT FROM webhook_deliveries WHERE state <> 'delivered') AS is_over`,
      [run.id],
    );
    return rows[0]?.is_over === true;
  }, 90_000);

  for (const one of receiver.received) receiver.verify(one, webhook.secret);
  // Repeats have the same id; told apart by it, every message and every event came exactly once.
  const byId = new Map(receiver.received.map((one) => [one.id, one]));
  expect(receiver.received.length).toBeGreaterThan(byId.size);
  const accepted = [...byId.values()].filter((one) => one.payload.type === 'message.accepted').flatMap(itemsOf);
  expect(accepted.length).toBe(SUBSCRIBER_COUNT);
  expect(new Set(accepted.map((item) => item.subscriberId)).size).toBe(SUBSCRIBER_COUNT);
  const updated = [...byId.values()].filter((one) => one.payload.type === 'subscriber.updated').flatMap(itemsOf);
  expect(updated.length).toBe(KILLS);
  const types = [...byId.values()].map((one) => one.payload.type);
  expect(types.filter((type) => type.startsWith('campaign.')).sort()).toEqual([
    'campaign.finished',
    'campaign.started',
  ]);
}, 240_000);

async function addTraffic(siteId: bigint): Promise<void> {
  await pool.query(
    `INSERT INTO subscriber_events (site_id, subscriber_id, kind)
     SELECT site_id, id, 'updated' FROM subscribers WHERE site_id = $1 LIMIT 1`,
    [siteId],
  );
}
