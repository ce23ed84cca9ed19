import { expect, it } from 'vitest';
import { cancelCampaign } from '@/lib/campaigns/cancel-campaign';
import { pauseCampaign } from '@/lib/campaigns/pause-campaign';
import { resumeCampaign } from '@/lib/campaigns/resume-campaign';
import { setThrottle } from '@/lib/campaigns/set-throttle';
import { runRow, statesOf, type TestRun } from '@/lib/delivery/test-kit/fixture';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { sendJob } from '@/lib/jobs/send';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import type { PushProcess } from '../e2e/push-process';
import { eventually } from '../push-service/wait-for';
import { compareCounters } from '../support/compare-counters';
import type { Audience } from './lab/audience';
import { checkRun, untilDone } from './lab/check-run';
import type { Child } from './lab/child';
import { countSending, letLeasesRunOut, openLab, sleep } from './lab/lab';
import { beginRow, countIn, type Seen } from './lab/report';

// A person's word to a run in flight, and the only worker killed (kill -9) right after it. What holds after the restart
// is counted: that the new worker had the occasion to act against the word is known from a second campaign, which it
// ends meanwhile.
const lab = openLab({ queue: 'postgres' });
const SUBSCRIBER_COUNT = 2_000;
const SHARDS = 4;
/** So that most are not sent yet, and some are on their way, when the word is said. */
const LATENCY_MS = 200;
/** Two a second. */
const SLOW_PER_MINUTE = 120;
/** Lifting the pace must show: at the slow one the rest would take longer than is waited for. */
const MIN_LEFT = (SLOW_PER_MINUTE / 60) * 240;
/** What a change of pace may take, and what the pace lets through at once. */
const ALLOWANCE_MS = 2_000;

interface InFlight {
  seen: Seen;
  push: PushProcess;
  audience: Audience;
  /** Another campaign's, at a push service of its own. */
  others: Audience;
  run: TestRun;
  campaign: string;
  worker: Child;
}

async function launchAndWait(what: string, policy: 'skip' | 'resend'): Promise<InFlight> {
  const seen = beginRow(17, `${what}, ${policy}`);
  const [push, elsewhere] = [await lab.startPush(), await lab.startPush()];
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  const others = await lab.makeAudience([elsewhere], 20);
  await push.setFault('*', { delayMs: LATENCY_MS });
  const worker = lab.startWorker();
  const run = await lab.launch(audience, { ambiguityPolicy: policy, shardCount: SHARDS });
  await eventually(async () => (await push.counts()).requestCount > 50, { timeoutMs: 120_000, what: 'first messages' });
  return { seen, push, audience, others, run, campaign: encodeId('campaign', run.campaignId), worker };
}

/** kill -9; what it was sending is in doubt, and its leases end at once. @returns requests that had come by then */
async function kill({ worker, push, run, seen }: InFlight): Promise<number> {
  await worker.kill();
  seen.killCount = (seen.killCount ?? 0) + 1;
  seen.inDoubtCount += await countSending(run);
  await letLeasesRunOut();
  for (let count = -1; ; await sleep(5 * LATENCY_MS)) {
    const { requestCount } = await push.counts();
    if (requestCount === count) return count;
    count = requestCount;
  }
}

/** A worker takes up jobs of that very run, and then another campaign from its plan to its end. */
async function restart(flight: InFlight): Promise<void> {
  flight.worker = lab.startWorker();
  const jobs = Array.from({ length: SHARDS }, (_, shard) => ({ runId: String(flight.run.id), shard }));
  await enqueueOrLeave(
    sendJob,
    jobs.map((job) => ({ ...job, lane: 'bulk' as const, cause: `test-${flight.seen.killCount}` })),
  );
  await untilDone(await lab.launch(flight.others));
}

async function checkEnd({ run, audience, seen }: InFlight, policy: 'skip' | 'resend'): Promise<void> {
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  const { accepted = 0, unknown = 0, ...others } = outcome.states;
  expect(others, JSON.stringify(outcome.reasons)).toEqual({});
  expect(accepted + unknown).toBe(SUBSCRIBER_COUNT);
  expect(unknown).toBeLessThanOrEqual(policy === 'skip' ? seen.inDoubtCount : 0);
  expect(outcome.repeatCount, 'I4').toBeLessThanOrEqual(policy === 'skip' ? 0 : seen.inDoubtCount);
  seen.note = `${unknown} unknown`;
}

it.each(['skip', 'resend'] as const)(
  'a pause outlives a killed worker; what is resumed while no worker lives goes on, policy %s',
  async (policy) => {
    const flight = await launchAndWait('paused, kill -9, started, kill -9, resumed, started', policy);
    const { run, push, audience, campaign } = flight;
    await pauseCampaign(audience.site.actor, campaign);
    const before = await kill(flight);
    await restart(flight);
    expect((await push.counts()).requestCount, 'nothing is sent while it is paused').toBe(before);
    expect((await statesOf(run.id)).pending, 'much was left').toBeGreaterThan(MIN_LEFT);
    expect(await runRow(run.id)).toMatchObject({ status: 'paused', finished_at: null });

    await kill(flight);
    await resumeCampaign(audience.site.actor, campaign);
    flight.worker = lab.startWorker();
    await untilDone(run);
    await checkEnd(flight, policy);
  },
);

it.each(['skip', 'resend'] as const)(
  'a pace outlives a killed worker; what is lifted while no worker lives goes on, policy %s',
  async (policy) => {
    const flight = await launchAndWait('paced, kill -9, started, kill -9, lifted, started', policy);
    const { run, push, audience, campaign } = flight;
    await setThrottle(audience.site.actor, campaign, SLOW_PER_MINUTE);
    const before = await kill(flight);
    const since = Date.now();
    await restart(flight);
    const come = async () => (await push.counts()).requestCount - before;
    await eventually(async () => (await come()) >= 6, { timeoutMs: 120_000, what: 'messages at that pace' });
    const count = await come();
    const allowedMs = Date.now() - since + ALLOWANCE_MS;
    expect(count, `in ${allowedMs} ms`).toBeLessThanOrEqual((allowedMs / 60_000) * SLOW_PER_MINUTE);
    expect((await statesOf(run.id)).pending, 'much was left').toBeGreaterThan(MIN_LEFT);

    await kill(flight);
    await setThrottle(audience.site.actor, campaign, null);
    flight.worker = lab.startWorker();
    await untilDone(run);
    await checkEnd(flight, policy);
  },
);

it.each([
  {
    word: 'cancelled',
    say: (flight: InFlight) => cancelCampaign(flight.audience.site.actor, flight.campaign),
    left: 'suppressed',
  },
  {
    word: 'expired',
    say: (flight: InFlight) => pool.query('UPDATE runs SET expires_at = now() WHERE id = $1', [flight.run.id]),
    left: 'expired',
  },
] as const)(
  'what was $word before the worker was killed is not sent by the next, and ends',
  async ({ word, say, left }) => {
    const flight = await launchAndWait(`${word}, kill -9, started`, 'resend');
    const { run, push, seen } = flight;
    await say(flight);
    const before = await kill(flight);
    await restart(flight);
    const hasEnded = async () => (await runRow(run.id)).finished_at !== null;
    await eventually(hasEnded, { timeoutMs: 120_000, what: 'the end of the run' });
    expect((await push.counts()).requestCount).toBe(before);
    const { accepted = 0, unknown = 0, [left]: leftCount = 0, ...others } = await statesOf(run.id);
    expect(others).toEqual({});
    expect(accepted + unknown + leftCount).toBe(SUBSCRIBER_COUNT);
    expect(leftCount, 'much was left').toBeGreaterThan(MIN_LEFT);
    expect(unknown).toBeLessThanOrEqual(seen.inDoubtCount);
    const { counters, rows } = await compareCounters(run.id);
    expect(counters, 'I8').toEqual(rows);
    const timesTaken = Object.values(await push.taken()).flatMap((messages) => Object.values(messages));
    expect(Math.max(...timesTaken), 'nobody got it twice').toBe(1);
    countIn(seen, { takenCount: timesTaken.length, repeatCount: 0 });
    seen.note = `${leftCount} not sent, ${unknown} unknown`;
  },
);
