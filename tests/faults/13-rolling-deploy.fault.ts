import { expect, it } from 'vitest';
import type { TestRun } from '@/lib/delivery/test-kit/fixture';
import { eventually } from '../push-service/wait-for';
import { checkRun, untilDone } from './lab/check-run';
import { inForm, killCount } from './lab/form';
import { openLab, sleep } from './lab/lab';
import { seededRandom } from './lab/random';
import { beginRow, countIn } from './lab/report';

const lab = openLab({ queue: 'redis' });
const SUBSCRIBER_COUNT = 800;

it('SIGTERM to one of two workers every few seconds: 0 unknown, nothing twice, gone within 10 s', async () => {
  const random = seededRandom();
  const deploys = killCount(4, 12);
  const [shortest, longest] = inForm([500, 2_500], [2_000, 20_000]);
  const seen = beginRow(13, `rolling deploy: SIGTERM every ${shortest / 1_000} to ${longest / 1_000} s, skip`);
  seen.killCount = deploys;
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  await push.setFault('*', { delayMs: 200 });
  // A few take their time, and are in flight whenever it is.
  await push.setFault(audience.endpoints.slice(0, 40), { delayMs: 4_000 });
  const runs: TestRun[] = [];
  const workers = [lab.startWorker(), lab.startWorker()];
  let slowestMs = 0;
  for (let deploy = 0; deploy < deploys; deploy++) {
    const before = (await push.counts()).requestCount;
    runs.push(await lab.launch(audience, { ambiguityPolicy: 'skip' }));
    await eventually(async () => (await push.counts()).requestCount > before, { timeoutMs: 120_000, what: 'messages' });
    await sleep(random.between(shortest, longest));
    workers.push(lab.startWorker());
    const { code, ms } = (await workers.shift()?.terminate()) ?? { code: null, ms: 0 };
    slowestMs = Math.max(slowestMs, ms);
    expect(code, 'it ends as it should').toBe(0);
    expect(ms).toBeLessThanOrEqual(10_000);
  }
  await push.clearFaults();
  await untilDone(runs);
  for (const run of runs) {
    const outcome = await checkRun(run, audience);
    countIn(seen, outcome);
    expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: SUBSCRIBER_COUNT });
    expect(outcome.repeatCount).toBe(0);
  }
  seen.note = `0 unknown, slowest end ${(slowestMs / 1_000).toFixed(1)} s`;
});
