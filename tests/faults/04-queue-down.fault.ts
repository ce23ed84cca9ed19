import { expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { eventually } from '../push-service/wait-for';
import { startRedis } from '../support/redis';
import { checkRun, untilDone } from './lab/check-run';
import { inForm } from './lab/form';
import { openLab, sleep } from './lab/lab';
import { seededRandom } from './lab/random';
import { beginRow, countIn } from './lab/report';
import { openRest } from './lab/rest';

const lab = openLab({ queue: 'redis' });
const SUBSCRIBER_COUNT = 1_500;
const DOWN_MS = inForm(12_000, 150_000);

it('Redis is down at the start: 503 that says so, a launch that counts, and all of it sent once Redis is there', async () => {
  const seen = beginRow(4, `queue down at the start, for ${DOWN_MS / 1_000} s`);
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  const { port } = lab.redis();
  await lab.redis().stop();
  const web = await lab.startWeb();
  const worker = lab.startWorker();
  const call = await openRest(web.origin, audience);

  const ready = await call('GET', '/api/ready');
  expect(ready).toMatchObject({ status: 503, body: { status: 'not_ready', checks: { queue: { ok: false } } } });
  expect(ready.headers.get('retry-after')).not.toBeNull();
  expect(ready.ms).toBeLessThan(5_000);
  const made = await call('POST', `/api/v1/sites/${audience.site.publicId}/campaigns`, {
    name: 'While the queue is down',
    message: { title: 'Hello', url: 'https://shop.example/' },
    audience: { all: true },
  });
  // What a launch promises is in the database: it does not fail for want of a queue.
  const launched = await call('POST', `/api/v1/campaigns/${made.body.id}/launch`);
  expect(launched).toMatchObject({ status: 200, body: { status: 'running' } });
  expect(launched.ms).toBeLessThan(10_000);
  await sleep(DOWN_MS);
  expect(worker.hasEnded(), 'the worker waits').toBe(false);
  expect((await push.counts()).requestCount).toBe(0);

  const again = await startRedis([], port);
  try {
    const campaignId = decodeId('campaign', made.body.id);
    const { rows } = await pool.query<{ id: bigint }>('SELECT id FROM runs WHERE campaign_id = $1', [campaignId]);
    const run = { id: rows[0]?.id ?? 0n, campaignId };
    await untilDone(run);
    const outcome = await checkRun(run, audience);
    countIn(seen, outcome);
    expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: SUBSCRIBER_COUNT });
    expect(outcome.repeatCount).toBe(0);
    await eventually(async () => (await call('GET', '/api/ready')).status === 200, {
      timeoutMs: 20_000,
      what: 'ready',
    });
  } finally {
    await again.stop();
  }
});

it('Redis is killed mid-run and comes back empty: the run ends unaided, nothing twice', async () => {
  const random = seededRandom();
  const seen = beginRow(4, `queue killed mid-run, gone for ${DOWN_MS / 1_000} s, back empty`);
  const { port } = lab.redis();
  const first = await startRedis([], port);
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  await push.setFault('*', { delayMs: 150 });
  const workers = [lab.startWorker(), lab.startWorker()];
  const run = await lab.launch(audience, { ambiguityPolicy: 'skip' });
  await eventually(async () => (await push.counts()).requestCount > 50, { timeoutMs: 120_000, what: 'first messages' });
  await sleep(random.between(0, 300));
  await first.stop();
  seen.killCount = 1;
  await sleep(DOWN_MS);
  expect(workers.map((worker) => worker.hasEnded())).toEqual([false, false]);
  const again = await startRedis([], port);
  try {
    await untilDone(run);
    const outcome = await checkRun(run, audience);
    countIn(seen, outcome);
    expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: SUBSCRIBER_COUNT });
    expect(outcome.repeatCount).toBe(0);
  } finally {
    await again.stop();
  }
});
