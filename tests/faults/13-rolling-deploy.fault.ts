import { expect, it } from 'vitest';
import type { TestRun } from '@/lib/delivery/test-kit/fixture';
import type { PushProcess } from '../e2e/push-process';
import { eventually } from '../push-service/wait-for';
import { checkRun, untilDone } from './lab/check-run';
import { inForm, killCount } from './lab/form';
import { countRequests, openLab, sleep } from './lab/lab';
import { seededRandom } from './lab/random';
import { beginRow, countIn } from './lab/report';

const lab = openLab({ queue: 'redis' });
const SUBSCRIBER_COUNT = 800;
/** At each of two push services. */
const COUNT_EACH = 60;
const SLOW_EACH = 5;

it('SIGTERM to one of two workers every few seconds: 0 unknown, nothing twice, gone within 10 s', async () => {
  const random = seededRandom();
  const deploys = killCount(4, 12);
  const [shortest, longest] = inForm([500, 2_500], [2_000, 20_000]);
  const seen = beginRow(13, `rolling deploy: SIGTERM every ${shortest / 1_000} to ${longest / 1_000} s, skip`);
  seen.killCount = deploys;
  const pushes = await lab.startBoth();
  const audience = await lab.makeAudience(pushes, SUBSCRIBER_COUNT / 2);
  for (const [index, push] of pushes.entries()) {
    await push.setFault('*', { delayMs: 200 });
    // A few take their time, and are in flight whenever it is.
    const from = (index * SUBSCRIBER_COUNT) / 2;
    await push.setFault(audience.endpoints.slice(from, from + 20), { delayMs: 4_000 });
  }
  const runs: TestRun[] = [];
  const workers = [lab.startWorker(), lab.startWorker()];
  let slowestMs = 0;
  for (let deploy = 0; deploy < deploys; deploy++) {
    const before = await countRequests(pushes);
    runs.push(await lab.launch(audience, { ambiguityPolicy: 'skip' }));
    await eventually(async () => (await countRequests(pushes)) > before, { timeoutMs: 120_000, what: 'messages' });
    await sleep(random.between(shortest, longest));
    workers.push(lab.startWorker());
    const { code, ms } = (await workers.shift()?.terminate()) ?? { code: null, ms: 0 };
    slowestMs = Math.max(slowestMs, ms);
    expect(code, 'it ends as it should').toBe(0);
    expect(ms).toBeLessThanOrEqual(10_000);
  }
  for (const push of pushes) await push.clearFaults();
  await untilDone(runs);
  for (const run of runs) {
    const outcome = await checkRun(run, audience);
    countIn(seen, outcome);
    expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: SUBSCRIBER_COUNT });
    expect(outcome.repeatCount).toBe(0);
  }
  seen.note = `0 unknown, slowest end ${(slowestMs / 1_000).toFixed(1)} s`;
});

it.each([
  { policy: 'skip' as const, states: { accepted: COUNT_EACH * 2, unknown: SLOW_EACH * 2 }, repeatCount: 0 },
  { policy: 'resend' as const, states: { accepted: (COUNT_EACH + SLOW_EACH) * 2 }, repeatCount: SLOW_EACH * 2 },
])('answers slower than a worker may take to end, policy $policy', async ({ policy, states, repeatCount }) => {
  const seen = beginRow(13, `SIGTERM while answers take 14 s, ${policy}`);
  const pushes = await lab.startBoth();
  const audience = await lab.makeAudience(pushes, COUNT_EACH + SLOW_EACH);
  const slow = pushes.flatMap((_, index) => {
    const from = index * (COUNT_EACH + SLOW_EACH);
    return audience.endpoints.slice(from, from + SLOW_EACH);
  });
  // Taken, and answered when nobody listens any more.
  for (const push of pushes) {
    await push.setFault(slow, { status: 500, delayMs: 14_000, afterDelivery: true, times: 1 });
  }
  const worker = lab.startWorker();
  const run = await lab.launch(audience, { ambiguityPolicy: policy });
  await eventually(async () => (await takenBy(pushes)) === audience.endpoints.length, {
    timeoutMs: 120_000,
    what: 'all messages',
  });
  const { ms } = await worker.terminate();
  expect(ms, 'it waited for them').toBeGreaterThan(8_000);
  expect(ms).toBeLessThanOrEqual(10_500);
  seen.killCount = 1;
  seen.inDoubtCount = slow.length;
  lab.startWorker();
  await untilDone(run);
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual(states);
  expect(outcome.repeatCount).toBe(repeatCount);
  seen.note = `it ended after ${(ms / 1_000).toFixed(1)} s`;
});

async function takenBy(pushes: PushProcess[]): Promise<number> {
  const counts = await Promise.all(pushes.map((push) => push.counts()));
  return counts.reduce((sum, { takenCount }) => sum + takenCount, 0);
}
