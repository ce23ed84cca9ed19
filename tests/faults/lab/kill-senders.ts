import { expect } from 'vitest';
import { ROWS_IN_HAND } from '@/lib/delivery/send-shard';
import type { TestRun } from '@/lib/delivery/test-kit/fixture';
import { eventually } from '../../push-service/wait-for';
import { checkRun, untilDone } from './check-run';
import { killCount } from './form';
import { countLeased, countRequests, type Lab, letLeasesRunOut, sleep } from './lab';
import { seededRandom } from './random';
import { beginRow, countIn } from './report';

const SUBSCRIBER_COUNT = 600;
/** So that at any instant some messages are on their way. */
const LATENCY_MS = 60;
/** A quick machine is done with its campaign by then. */
const LONGEST_LIFE_MS = 350;
/** Campaigns that dead workers leave to one: more are only more work, and all of it lies between every kill and the next. */
const KILLS_TOGETHER = 8;

/**
 * Fault 1: one worker after the other is killed at a random instant of its life, each time with a new campaign beside
 * those that the dead ones left. Every eight kills one worker is let live, and everything has to come to its end.
 */
export async function killSenders(
  lab: Lab,
  options: { what: string; policy: 'resend' | 'skip'; short: number; full: number },
): Promise<void> {
  const random = seededRandom();
  const seen = beginRow(1, options.what);
  const kills = killCount(options.short, options.full);
  seen.killCount = kills;
  const pushes = await lab.startBoth();
  const audience = await lab.makeAudience(pushes, SUBSCRIBER_COUNT / 2);

  let midFlightCount = 0;
  let mostInDoubt = 0;
  for (let done = 0; done < kills; done += KILLS_TOGETHER) {
    const runs: TestRun[] = [];
    for (const push of pushes) await push.setFault('*', { delayMs: LATENCY_MS });
    for (let kill = done; kill < Math.min(kills, done + KILLS_TOGETHER); kill++) {
      runs.push(await lab.launch(audience, { ambiguityPolicy: options.policy, shardCount: 4 }));
      const before = await countRequests(pushes);
      const worker = lab.startWorker();
      await eventually(async () => worker.hasEnded() || (await countRequests(pushes)) > before, {
        timeoutMs: 120_000,
        what: 'first messages of a worker',
      });
      expect(worker.hasEnded(), 'no worker ends by itself').toBe(false);
      await sleep(random.between(0, LONGEST_LIFE_MS));
      await worker.kill();
      const inDoubt = await countLeased(runs);
      seen.inDoubtCount += inDoubt;
      mostInDoubt = Math.max(mostInDoubt, inDoubt);
      if (inDoubt > 0) midFlightCount++;
      await letLeasesRunOut();
    }
    const survivor = lab.startWorker();
    for (const push of pushes) await push.clearFaults();
    await untilDone(runs);
    await survivor.kill();

    for (const run of runs) {
      const outcome = await checkRun(run, audience);
      countIn(seen, outcome);
      if (options.policy === 'resend')
        expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: SUBSCRIBER_COUNT });
      else
        expect(Object.keys(outcome.states).filter((state) => state !== 'accepted' && state !== 'unknown')).toEqual([]);
    }
  }
  seen.note = `${kills} campaigns, ${midFlightCount} kills with messages in flight, at most ${mostInDoubt} rows each`;
  expect(seen.repeatCount, 'I4: repeats are of what was in flight').toBeLessThanOrEqual(seen.inDoubtCount);
  // What is on its way, or answered and not written down yet, comes on top of what is claimed.
  expect(mostInDoubt, 'I4: what one worker holds is bounded').toBeLessThanOrEqual(2 * ROWS_IN_HAND);
  for (const push of pushes) expect((await push.counts()).takenCount).toBeGreaterThan(0);
  expect(midFlightCount, 'kills that hit something').toBeGreaterThanOrEqual(Math.max(1, kills / 4));
}
