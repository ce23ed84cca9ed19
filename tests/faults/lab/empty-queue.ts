import { expect } from 'vitest';
import { eventually } from '../../push-service/wait-for';
import { checkRun, untilDone } from './check-run';
import { inForm } from './form';
import { countSending, type Lab, letLeasesRunOut, sleep } from './lab';
import { seededRandom } from './random';
import { beginRow, countIn } from './report';
import { longestSilence } from './watch';

const SUBSCRIBER_COUNT = 1_200;
/** delivery.md §4, fault 3. */
const RESUMES_WITHIN_MS = 30_000;

/**
 * Fault 3: the queue's store loses everything, several times in one run. Every subscriber's first answer is 500, so
 * that what is left to do hangs on delayed jobs that are lost. Nobody is killed: no repeat is excused.
 */
export async function emptyQueueMidRun(lab: Lab, what: string, empty: () => Promise<void>): Promise<void> {
  const random = seededRandom();
  const seen = beginRow(3, what);
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  await push.setFault(audience.endpoints, { status: 500, delayMs: 40, times: 1 });
  lab.startWorker();
  lab.startWorker();
  const run = await lab.launch(audience, { ambiguityPolicy: 'skip', shardCount: 4 });
  await eventually(async () => (await push.counts()).requestCount > 100, {
    timeoutMs: 120_000,
    what: 'first messages',
  });
  let emptiedCount = 0;
  const emptying = async () => {
    for (; emptiedCount < inForm(3, 20); emptiedCount++) {
      await sleep(random.between(0, 800));
      await empty();
    }
    await untilDone(run);
  };
  const silenceMs = await longestSilence(push, emptying());
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  seen.note = `emptied ${emptiedCount} times, longest silence ${(silenceMs / 1_000).toFixed(1)} s`;
  expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: SUBSCRIBER_COUNT });
  expect(outcome.repeatCount).toBe(0);
  expect(silenceMs).toBeLessThanOrEqual(RESUMES_WITHIN_MS);
}

/** The same at the instant at which every worker dies: nothing is left but the database. */
export async function emptyQueueAndKill(lab: Lab, what: string, empty: () => Promise<void>): Promise<void> {
  const random = seededRandom();
  const seen = beginRow(3, what);
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  await push.setFault('*', { delayMs: 60 });
  const workers = [lab.startWorker(), lab.startWorker()];
  const run = await lab.launch(audience, { shardCount: 4 });
  await eventually(async () => (await push.counts()).requestCount > 100, {
    timeoutMs: 120_000,
    what: 'first messages',
  });
  await sleep(random.between(0, 300));
  await Promise.all(workers.map((worker) => worker.kill()));
  await empty();
  seen.killCount = workers.length;
  seen.inDoubtCount = await countSending(run);
  await letLeasesRunOut();
  lab.startWorker();
  const silenceMs = await longestSilence(push, untilDone(run));
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  seen.note = `longest silence ${(silenceMs / 1_000).toFixed(1)} s`;
  expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: SUBSCRIBER_COUNT });
  expect(outcome.repeatCount).toBeLessThanOrEqual(seen.inDoubtCount);
  expect(silenceMs).toBeLessThanOrEqual(RESUMES_WITHIN_MS);
}
