import { expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { eventually } from '../push-service/wait-for';
import { checkRun, untilDone } from './lab/check-run';
import { inForm } from './lab/form';
import { countRequests, openLab, sleep } from './lab/lab';
import { beginRow, countIn } from './lab/report';

const lab = openLab({ queue: 'postgres' });
const COUNT_EACH = 200;
const OUTAGE_MS = inForm(20_000, 180_000);

it('one push service answers 503, another 429, for minutes: the third goes on, nobody is dropped, over both protocols', async () => {
  const seen = beginRow(
    10,
    `503 and 429 from two of three push services, over both protocols, for ${OUTAGE_MS / 1_000} s`,
  );
  const [down, throttling, healthy] = await Promise.all([lab.startBoth(), lab.startBoth(), lab.startBoth()]);
  const audience = await lab.makeAudience([...down, ...throttling, ...healthy], COUNT_EACH);
  for (const push of down) await push.setFault('*', { status: 503 });
  for (const push of throttling) await push.setFault('*', { status: 429, retryAfter: 5 });
  lab.startWorker();
  lab.startWorker();
  const run = await lab.launch(audience);
  for (const push of healthy) {
    await eventually(async () => (await push.counts()).takenCount === COUNT_EACH, {
      timeoutMs: 120_000,
      what: 'the end at the healthy push services',
    });
  }
  const startedAt = Date.now();
  await sleep(OUTAGE_MS);
  const { rows } = await pool.query('SELECT FROM deliveries WHERE run_id = $1 AND state > 2', [run.id]);
  expect(rows.length, 'nobody is dropped').toBe(0);
  // Backed off, not hammered: one attempt a pause and process, not one a subscriber and second.
  const requestCount = await countRequests([...down, ...throttling]);
  expect(requestCount).toBeLessThan(COUNT_EACH * 4);
  for (const push of [...down, ...throttling]) await push.clearFaults();
  // However long they were away, they are asked again within a minute.
  await untilDone(run, 120_000);
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: COUNT_EACH * 6 });
  expect(outcome.repeatCount).toBe(0);
  const { rows: active } = await pool.query(`SELECT FROM subscribers WHERE site_id = $1 AND status = 'active'`, [
    audience.site.id,
  ]);
  expect(active.length).toBe(COUNT_EACH * 6);
  const restMs = Date.now() - startedAt - OUTAGE_MS;
  seen.note = `${requestCount} requests while they were down, all sent ${(restMs / 1_000).toFixed(0)} s after it`;
});
