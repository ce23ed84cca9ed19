import { expect, it } from 'vitest';
import { checkRun, untilDone } from './lab/check-run';
import { countRequests, openLab } from './lab/lab';
import { beginRow, countIn } from './lab/report';

const lab = openLab({ queue: 'redis' });
const SUBSCRIBER_COUNT = 400;
const SWALLOWED_COUNT = 40;
const COUNT_EACH = 200;

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

it('whole push services swallow requests, over either protocol: the other one is not kept waiting', async () => {
  const seen = beginRow(11, 'two of three push services swallow every request, skip');
  const [holes, healthy] = await Promise.all([lab.startBoth(), lab.startPush('h2')]);
  const audience = await lab.makeAudience([...holes, healthy], COUNT_EACH);
  for (const hole of holes) await hole.setFault('*', { hang: true });
  lab.startWorker();
  const run = await lab.launch(audience, { ambiguityPolicy: 'skip' });
  await untilDone(run, 200_000);
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  seen.inDoubtCount = COUNT_EACH * 2;
  expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({
    accepted: COUNT_EACH,
    unknown: COUNT_EACH * 2,
  });
  for (const hole of holes) expect(await countRequests([hole]), 'no request twice').toBe(COUNT_EACH);
  const { firstAt, lastAt } = await healthy.counts();
  const healthyMs = (lastAt ?? 0) - (firstAt ?? 0);
  seen.note = `the healthy one was done in ${(healthyMs / 1_000).toFixed(1)} s`;
  for (const hole of holes) {
    const { firstAt: holeAt, lastAt: holeUntil } = await hole.counts();
    const holeMs = (holeUntil ?? 0) - (holeAt ?? 0);
    expect(healthyMs, 'it did not wait for the others').toBeLessThan(holeMs / 2);
  }
});
