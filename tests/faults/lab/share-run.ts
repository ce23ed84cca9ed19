import { expect } from 'vitest';
import { findFreePort } from '@/lib/platform/postgres-server';
import { readMetrics } from '../../support/read-metrics';
import { checkRun, untilDone } from './check-run';
import type { Child } from './child';
import type { Lab } from './lab';
import { beginRow, countIn } from './report';

const WORKER_COUNT = 8;
const SUBSCRIBER_COUNT = 4_000;
const SHARD_COUNT = 32;
/** So that no worker can be done before the others have begun. */
const LATENCY_MS = 400;
/** On a machine that gives a worker no time, the others do its part; it gets another chance. */
const MAX_RUNS = 5;

/** No fault: eight workers that know nothing of each other send one run, and end when they are told to. */
export async function shareRun(lab: Lab, what: string): Promise<void> {
  const seen = beginRow(18, what);
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  await push.setFault('*', { delayMs: LATENCY_MS });
  const workers: { worker: Child; monitor: string }[] = [];
  for (let number = 0; number < WORKER_COUNT; number++) {
    const port = await findFreePort();
    const worker = lab.startWorker({ BELFRY_METRICS_PORT: String(port) });
    workers.push({ worker, monitor: `http://127.0.0.1:${port}` });
  }
  for (const { monitor } of workers) {
    await expect.poll(() => isReady(monitor), { timeout: 120_000, message: 'a worker that is ready' }).toBe(true);
  }
  let shares: number[] = [];
  let runCount = 0;
  const reasons: string[] = [];
  for (; runCount < MAX_RUNS && (runCount === 0 || Math.min(...shares) === 0); runCount++) {
    const run = await lab.launch(audience, { ambiguityPolicy: 'skip', shardCount: SHARD_COUNT });
    await untilDone(run);
    const outcome = await checkRun(run, audience);
    countIn(seen, outcome);
    expect(outcome.repeatCount).toBe(0);
    // Under `skip` what got no answer in time, or was on a connection that just closed, is unknown: a busy machine's.
    const { accepted = 0, unknown = 0, ...others } = outcome.states;
    expect(others, JSON.stringify(outcome.reasons)).toEqual({});
    expect(accepted + unknown).toBe(SUBSCRIBER_COUNT);
    for (const [reason, count] of Object.entries(outcome.reasons)) reasons.push(`, ${count} ${reason}`);
    expect(accepted).toBeGreaterThan(SUBSCRIBER_COUNT / 2);
    shares = await Promise.all(workers.map(({ monitor }) => readShare(monitor)));
  }
  expect(Math.min(...shares), `each did a part: ${shares}`).toBeGreaterThan(0);
  const ends = await Promise.all(workers.map(({ worker }) => worker.terminate()));
  expect(ends.map(({ code }) => code)).toEqual(workers.map(() => 0));
  seen.note = `${runCount} runs, shares from ${Math.min(...shares)} to ${Math.max(...shares)}${reasons.join('')}`;
}

/** Rows whose acceptance this worker has written down. */
async function readShare(monitor: string): Promise<number> {
  return (await readMetrics(`${monitor}/metrics`)).value('belfry_settled_rows_total', { state: 'accepted' });
}

function isReady(monitor: string): Promise<boolean> {
  return fetch(`${monitor}/ready`).then(
    (answer) => answer.ok,
    () => false,
  );
}
