import { claimBatch } from '@/lib/delivery/claim-batch';
import { planPage } from '@/lib/delivery/plan-page';
import { settleBatch } from '@/lib/delivery/settle-batch';
import { EVERYONE } from '@/lib/delivery/test-kit/fixture';
import { closeDb, pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { createWebhook } from '@/lib/webhooks/create-webhook';
import { formDeliveries } from '@/lib/webhooks/form-deliveries';
import { startBenchDatabase } from './support/bench-database';
import { makeBenchSite } from './support/bench-site';

// npx tsx bench/webhook-outbox.ts: what a webhook costs the statement that settles messages, as paired groups.

const SUBSCRIBERS = 40_000;
const GROUP = 250;

const database = await startBenchDatabase();
try {
  const { actor, siteId } = await makeBenchSite('https://fcm.googleapis.com', SUBSCRIBERS);
  const site = decodeId('site', siteId);
  const runId = await makeRun(site);
  while ((await planPage(runId, site, EVERYONE))?.isComplete === false);
  await pool.query('ANALYZE');
  await createWebhook(actor, siteId, {
    url: 'https://hooks.example.com/',
    events: ['message.accepted', 'message.failed'],
  });
  const times: Record<'active' | 'disabled', number[]> = { active: [], disabled: [] };
  for (let i = 0; i < SUBSCRIBERS / GROUP; i++) {
    const status = i % 2 === 0 ? 'active' : 'disabled';
    await pool.query(`UPDATE webhooks SET status = $1::"WebhookStatus"`, [status]);
    times[status].push(await settleGroup(site, runId));
  }
  const formAt = performance.now();
  while (!(await formDeliveries()).isComplete);
  const formMs = performance.now() - formAt;
  const { rows } = await pool.query<{ events: number; bytes: number; items: number }>(
    `SELECT count(*)::int AS events, sum(pg_column_size(e.*))::int AS bytes, sum(cardinality(subscriber_ids))::int AS items
     FROM webhook_events e`,
  );
  const { events = 0, bytes = 0, items = 0 } = rows[0] ?? {};
  const [off, on] = [median(times.disabled), median(times.active)];
  process.stdout.write(
    [
      `settling ${GROUP} messages, no webhook:   ${off.toFixed(2)} ms`,
      `settling ${GROUP} messages, one webhook:  ${on.toFixed(2)} ms  (${(on / off).toFixed(2)} ×)`,
      `making deliveries of it: ${((formMs * 1_000) / items).toFixed(1)} µs a message, ${events} requests for ${items} messages, ${(bytes / items).toFixed(1)} bytes a message`,
      '',
    ].join('\n'),
  );
} finally {
  await closeDb();
  await database.close();
}

async function makeRun(site: bigint): Promise<bigint> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO runs (site_id, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at, shard_count,
       bound_subscriber_id)
     SELECT $1, '{}', '[]', 3600, 'low', 'resend', now() + interval '1 day', 1, max(id) FROM subscribers RETURNING id`,
    [site],
  );
  return rows[0]?.id ?? 0n;
}

/** Milliseconds that the settle took. */
async function settleGroup(siteId: bigint, runId: bigint): Promise<number> {
  const { rows } = await claimBatch(runId, 0, GROUP);
  if (rows.length < GROUP) throw new Error(`only ${rows.length} rows were due`);
  const settlements = rows.map(({ subscriberId, originId, fence }) => ({
    subscriberId,
    originId,
    fence,
    state: 2 as const,
    reason: null,
    statusCode: 201,
    delayMs: 0,
    isUnsent: false,
  }));
  const startedAt = performance.now();
  await settleBatch({ runId, siteId, settlements, working: [], pauses: [], alerts: [] });
  return performance.now() - startedAt;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
