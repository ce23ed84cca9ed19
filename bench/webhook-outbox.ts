import { closeDb, pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { createWebhook } from '@/lib/webhooks/create-webhook';
import { formDeliveries } from '@/lib/webhooks/form-deliveries';
import { startBenchDatabase } from './support/bench-database';
import { makeBenchSite } from './support/bench-site';
import { claimAndSettle, makeBenchRun, planBenchRun } from './support/run-without-sending';

// npx tsx bench/webhook-outbox.ts: what a webhook costs the statement that settles messages, as paired groups.

const SUBSCRIBERS = 40_000;
const GROUP = 250;

const database = await startBenchDatabase();
try {
  const { actor, siteId } = await makeBenchSite('https://fcm.googleapis.com', SUBSCRIBERS);
  const site = decodeId('site', siteId);
  const runId = await makeBenchRun(site);
  await planBenchRun(runId, site);
  await pool.query('ANALYZE');
  await createWebhook(actor, siteId, {
    url: 'https://hooks.example.com/',
    events: ['message.accepted', 'message.failed'],
  });
  const times: Record<'active' | 'disabled', number[]> = { active: [], disabled: [] };
  for (let i = 0; i < SUBSCRIBERS / GROUP; i++) {
    const status = i % 2 === 0 ? 'active' : 'disabled';
    await pool.query(`UPDATE webhooks SET status = $1::"WebhookStatus"`, [status]);
    const { count, settleMs } = await claimAndSettle(runId, site, GROUP);
    if (count < GROUP) throw new Error(`only ${count} rows were due`);
    times[status].push(settleMs);
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

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
