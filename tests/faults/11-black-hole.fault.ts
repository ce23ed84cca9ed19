import { expect, it } from 'vitest';
import { checkRun, untilDone } from './lab/check-run';
import { openLab } from './lab/lab';
import { beginRow, countIn } from './lab/report';

const lab = openLab({ queue: 'redis' });
const SUBSCRIBER_COUNT = 400;
const SWALLOWED_COUNT = 40;

it.each([
  { policy: 'resend' as const, states: { accepted: SUBSCRIBER_COUNT }, repeatCount: SWALLOWED_COUNT },
  {
    policy: 'skip' as const,
    states: { accepted: SUBSCRIBER_COUNT - SWALLOWED_COUNT, unknown: SWALLOWED_COUNT },
    repeatCount: 0,
  },
])('the message is taken and the answer never comes, policy $policy', async ({ policy, states, repeatCount }) => {
  const seen = beginRow(11, `${SWALLOWED_COUNT} requests taken and never answered, ${policy}`);
  const pushes = await lab.startBoth();
  const audience = await lab.makeAudience(pushes, SUBSCRIBER_COUNT / 2);
  // Over each protocol half hang until we give up, half are cut off: in both the push service has the message.
  const quarter = SWALLOWED_COUNT / 4;
  for (const [index, push] of pushes.entries()) {
    const swallowed = audience.endpoints.slice((index * SUBSCRIBER_COUNT) / 2);
    await push.setFault(swallowed.slice(0, quarter), { hang: true, afterDelivery: true, times: 1 });
    await push.setFault(swallowed.slice(quarter, 2 * quarter), { reset: true, afterDelivery: true, times: 1 });
  }
  const worker = lab.startWorker();
  const run = await lab.launch(audience, { ambiguityPolicy: policy });
  await untilDone(run);
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  seen.inDoubtCount = SWALLOWED_COUNT;
  expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual(states);
  expect(outcome.repeatCount).toBe(repeatCount);
  expect(worker.hasEnded()).toBe(false);
});

it('a whole push service swallows requests: the other one is not kept waiting', async () => {
  const seen = beginRow(11, 'one push service swallows every request, skip');
  const [hole, healthy] = [await lab.startPush(), await lab.startPush()];
  const audience = await lab.makeAudience([hole, healthy], 200);
  await hole.setFault('*', { hang: true });
  lab.startWorker();
  const run = await lab.launch(audience, { ambiguityPolicy: 'skip' });
  await untilDone(run, 200_000);
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  seen.inDoubtCount = 200;
  expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: 200, unknown: 200 });
  const { requestCount } = await hole.counts();
  expect(requestCount, 'no request twice').toBe(200);
  const { firstAt, lastAt } = await healthy.counts();
  const healthyMs = (lastAt ?? 0) - (firstAt ?? 0);
  seen.note = `the healthy one was done in ${(healthyMs / 1_000).toFixed(1)} s`;
  const { firstAt: holeAt, lastAt: holeUntil } = await hole.counts();
  const holeMs = (holeUntil ?? 0) - (holeAt ?? 0);
  expect(healthyMs, 'it did not wait for the other').toBeLessThan(holeMs / 2);
});
