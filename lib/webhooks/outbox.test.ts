import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchCampaign } from '@/lib/campaigns/launch-campaign';
import { WEBHOOK_EVENTS, type WebhookEventType } from '@/lib/contracts/webhooks';
import { claimBatch } from '@/lib/delivery/claim-batch';
import { finishRun } from '@/lib/delivery/finish-run';
import { planPage } from '@/lib/delivery/plan-page';
import { settleBatch } from '@/lib/delivery/settle-batch';
import { sweepRun } from '@/lib/delivery/sweep-run';
import {
  addSubscribers,
  EVERYONE,
  makeRun,
  makeSite,
  type TestRun,
  type TestSite,
} from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool, systemDb } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { writeMarks } from '@/lib/receipts/write-marks';
import { createSubscribers } from '@/lib/subscribers/create-subscribers';
import { eraseSubscriber } from '@/lib/subscribers/erase-subscriber';
import { makeSubscription } from '@/lib/subscribers/test-support';
import { updateSubscriber } from '@/lib/subscribers/update-subscriber';
import { waitFor } from '@/tests/support/wait-for';
import { createWebhook } from './create-webhook';
import { formDeliveries, MAX_ITEMS } from './form-deliveries';
import { updateWebhook } from './update-webhook';

// That what happens is written down in the transaction that does it, once, and only where somebody wants it.
let site: TestSite;
let sink: PushSink;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  return () => sink.close();
});
beforeEach(async () => {
  await pool.query('TRUNCATE webhooks, webhook_outbox, webhook_events CASCADE');
  site = await makeSite();
});

const listen = (events: readonly WebhookEventType[] = WEBHOOK_EVENTS) =>
  createWebhook(site.actor, site.publicId, { url: 'https://hooks.example.com/', events: [...events] });

interface OutboxRow {
  type: string;
  run_id: bigint | null;
  subscriber_ids: string[];
  details: string[];
}
async function outbox(): Promise<OutboxRow[]> {
  const { rows } = await pool.query<OutboxRow>(
    'SELECT type, run_id, subscriber_ids, details FROM webhook_outbox WHERE site_id = $1 ORDER BY id',
    [site.id],
  );
  return rows;
}
const told = async () => (await outbox()).map(({ type, details }) => [type, ...details].join(' '));

async function addPerson(): Promise<string> {
  const [result] = await createSubscribers(site.actor, site.publicId, [{ ...makeSubscription(), externalId: 'u1' }]);
  if (!result?.id) throw new Error('not made');
  return result.id;
}

async function sendRun(subscriberCount: number): Promise<TestRun> {
  await addSubscribers(site, sink, subscriberCount);
  const run = await makeRun(site, { shardCount: 1 });
  await planPage(run.id, site.id, EVERYONE);
  return run;
}

async function settle(run: TestRun, states: (2 | 4)[]) {
  const { rows } = await claimBatch(run.id, 0, states.length);
  return settleBatch({
    runId: run.id,
    siteId: site.id,
    settlements: rows.map((row, i) => ({
      subscriberId: row.subscriberId,
      originId: row.originId,
      fence: row.fence,
      state: states[i] ?? 2,
      reason: states[i] === 4 ? 'too_large' : null,
      statusCode: 201,
      delayMs: 0,
      isUnsent: false,
    })),
    working: [],
    pauses: [],
    alerts: [],
  });
}

describe('subscribers', () => {
  it('tell of their coming, their changes and their going', async () => {
    await listen();
    const id = await addPerson();
    await updateSubscriber(site.actor, site.publicId, id, { tags: { plan: 'pro' } });
    // Nothing that the endpoint could see has changed.
    await updateSubscriber(site.actor, site.publicId, id, { tags: { plan: 'pro' } });
    await eraseSubscriber(site.actor, site.publicId, id);
    expect(await told()).toEqual([
      'subscriber.created subscribed',
      'subscriber.updated updated',
      'subscriber.unsubscribed erased',
    ]);
  });

  it('of one statement share one row', async () => {
    await listen();
    await createSubscribers(
      site.actor,
      site.publicId,
      Array.from({ length: 50 }, () => makeSubscription()),
    );
    const rows = await outbox();
    expect(rows.length).toBe(1);
    expect(new Set(rows[0]?.subscriber_ids).size).toBe(50);
  });
});

describe('campaigns and messages', () => {
  it('tell of start, fate and end; the sum is the audience', async () => {
    await listen();
    const run = await sendRun(4);
    expect(await settle(run, [2, 2, 4])).toBe(3);
    await pool.query(`UPDATE runs SET status = 'cancelled' WHERE id = $1`, [run.id]);
    expect(await sweepRun(run.id)).toBe(1);
    expect(await finishRun(run.id)).toBe(true);
    const rows = await outbox();
    expect(rows.map(({ type, details }) => `${type}: ${details.join(', ')}`)).toEqual([
      'campaign.started: ',
      expect.stringMatching(/^message\.(accepted: , |failed: 4 too_large)$/),
      expect.stringMatching(/^message\.(accepted: , |failed: 4 too_large)$/),
      'message.failed: 6 cancelled',
      'campaign.finished: ',
    ]);
    expect(rows.every((row) => row.run_id === run.id)).toBe(true);
    expect(new Set(rows.flatMap((row) => row.subscriber_ids)).size).toBe(4);
  });

  it('tell of shown, clicked and dismissed once, and of a second button apart', async () => {
    const run = await sendRun(1);
    await settle(run, [2]);
    await listen();
    const { rows } = await pool.query<{ subscriber_id: bigint }>('SELECT * FROM deliveries WHERE run_id = $1', [
      run.id,
    ]);
    const mark = (isClicked: boolean, isDismissed: boolean, clickedActions: number) =>
      writeMarks([
        {
          runId: run.id,
          subscriberId: rows[0]?.subscriber_id ?? 0n,
          isReceived: true,
          isShown: true,
          isClicked,
          isDismissed,
          clickedActions,
        },
      ]);
    await mark(false, false, 0);
    await mark(true, false, 1);
    await mark(true, false, 1);
    await mark(true, true, 0b110);
    await mark(true, true, 0b110);
    expect((await told()).sort()).toEqual([
      'message.clicked 1',
      'message.clicked 6',
      'message.dismissed ',
      'message.shown ',
    ]);
  });

  it('tell of a launch, and of none that was rolled back', async () => {
    await listen(['campaign.started']);
    await addSubscribers(site, sink, 1);
    const campaign = await systemDb.campaign.create({
      data: {
        siteId: site.id,
        name: 'Sale',
        audience: { all: true },
        ttlSeconds: 3_600,
        variants: {
          create: { siteId: site.id, message: { title: 'Sale', body: '', url: 'https://shop.example/', actions: [] } },
        },
      },
    });
    await expect(
      pool.query(`BEGIN; INSERT INTO runs (site_id, campaign_id, audience, messages, ttl_seconds, urgency, ambiguity_policy,
        expires_at, shard_count, bound_subscriber_id) SELECT ${site.id}, ${campaign.id}, '{}', '[]', 60, 'low', 'resend', now(), 1, 0;
        SELECT 1 / 0; COMMIT`),
    ).rejects.toThrow('division');
    expect(await told()).toEqual([]);
    await launchCampaign(site.actor, encodeId('campaign', campaign.id));
    expect(await told()).toEqual(['campaign.started']);
  });
});

describe('who is told', () => {
  it('nobody writes a row where nobody listens', async () => {
    const other = await makeSite('Other');
    await createWebhook(other.actor, other.publicId, {
      url: 'https://hooks.example.com/',
      events: [...WEBHOOK_EVENTS],
    });
    const disabled = await listen();
    await updateWebhook(site.actor, site.publicId, disabled.id, { status: 'disabled' });
    await listen(['campaign.finished']);
    await addPerson();
    const run = await sendRun(2);
    await settle(run, [2, 4]);
    expect((await pool.query('SELECT * FROM webhook_outbox')).rowCount).toBe(0);
  });

  it('an endpoint is told of everything that begins after its creation was answered, whatever the timing', async () => {
    // Writers that never pause, and an endpoint that comes in between: of what began later, nothing may be missing.
    let stopped = false;
    let endpointAt = Number.POSITIVE_INFINITY;
    const expected: string[] = [];
    const writer = async () => {
      while (!stopped) {
        const isLater = performance.now() > endpointAt;
        const id = await addPerson();
        if (isLater) expected.push(id);
      }
    };
    const writers = [writer(), writer(), writer(), writer()];
    await new Promise((resolve) => setTimeout(resolve, 100));
    await listen();
    endpointAt = performance.now();
    await waitFor(() => expected.length > 10);
    stopped = true;
    await Promise.all(writers);
    const rows = await outbox();
    const ids = new Set(rows.flatMap((row) => row.subscriber_ids.map((id) => encodeId('subscriber', BigInt(id)))));
    expect(expected.filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe('formDeliveries', () => {
  it('merges what is of one type and run, and leaves nothing behind', async () => {
    await listen(['message.accepted', 'campaign.started']);
    await listen(['message.accepted']);
    await pool.query(
      `INSERT INTO webhook_outbox (site_id, type, run_id, subscriber_ids, details)
       SELECT $1, 'message.accepted', 1 + n % 2, ARRAY(SELECT n * 1000 + i FROM generate_series(1, 100) i), array_fill(''::text, ARRAY[100])
       FROM generate_series(1, 30) n`,
      [site.id],
    );
    await pool.query(
      `INSERT INTO webhook_outbox (site_id, type, run_id, subscriber_ids, details) VALUES ($1, 'campaign.started', 1, '{}', '{}')`,
      [site.id],
    );
    const taken = await Promise.all([formDeliveries(), formDeliveries(), formDeliveries()]);
    expect(taken.reduce((sum, one) => sum + one.takenCount, 0)).toBe(31);
    expect(await outbox()).toEqual([]);
    const { rows } = await pool.query<{ type: string; size: number; ids: string[]; times: number; deliveries: number }>(
      `SELECT type, cardinality(subscriber_ids) AS size, subscriber_ids AS ids, cardinality(times) AS times,
         (SELECT count(*)::int FROM webhook_deliveries d WHERE d.event_id = e.id) AS deliveries FROM webhook_events e ORDER BY id`,
    );
    expect(rows.map(({ type, size, deliveries }) => `${deliveries} × ${type} ${size}`).sort()).toEqual([
      '1 × campaign.started 0',
      `2 × message.accepted ${MAX_ITEMS}`,
      `2 × message.accepted ${MAX_ITEMS}`,
      '2 × message.accepted 500',
      '2 × message.accepted 500',
    ]);
    expect(new Set(rows.flatMap((row) => row.ids)).size).toBe(3_000);
    expect(rows.every((row) => row.times === Math.max(row.size, 1))).toBe(true);
  });
});
