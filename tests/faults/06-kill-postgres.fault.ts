import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestRun } from '@/lib/delivery/test-kit/fixture';
import { eventually } from '../push-service/wait-for';
import { checkRun, untilDone } from './lab/check-run';
import { killCount } from './lab/form';
import { countSending, openLab, sleep } from './lab/lab';
import { type OwnPostgres, startOwnPostgres } from './lab/own-postgres';
import { seededRandom } from './lab/random';
import { beginRow, countIn } from './lab/report';
import { openRest } from './lab/rest';
import { findLost, subscribeSteadily } from './lab/subscribe-steadily';

let postgres: OwnPostgres;
beforeAll(async () => {
  postgres = await startOwnPostgres();
  process.env.DATABASE_URL = postgres.url;
});
const lab = openLab({ queue: 'postgres' });
afterAll(() => postgres.close());

const SUBSCRIBER_COUNT = 800;

it('Postgres killed at random instants: nothing acknowledged is lost, runs go on unaided', async () => {
  const random = seededRandom();
  const seen = beginRow(6, 'kill -9 of Postgres mid-run, queue in it too');
  const kills = killCount(2, 12);
  seen.killCount = kills;
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  const web = await lab.startWeb();
  await push.setFault('*', { delayMs: 100 });
  const workers = [lab.startWorker(), lab.startWorker()];
  // On another site, so that the audience of the runs stays what it is.
  const others = await lab.makeAudience([push], 1);
  const rest = await openRest(web.origin, others);
  const subscribing = subscribeSteadily(rest, others);
  const runs: TestRun[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const before = (await push.counts()).requestCount;
    runs.push(await lab.launch(audience, { ambiguityPolicy: kill % 2 ? 'skip' : 'resend' }));
    await eventually(async () => (await push.counts()).requestCount > before, { timeoutMs: 120_000, what: 'messages' });
    await sleep(random.between(0, 400));
    await postgres.kill();
    const refused = await rest('GET', `/api/v1/sites/${others.site.publicId}/campaigns`);
    expect(refused.status, 'a clean 503').toBe(503);
    await sleep(random.between(200, 2_500));
    await postgres.restart();
    seen.inDoubtCount += await eventually(() => countSending(runs).catch(() => undefined), {
      timeoutMs: 30_000,
      what: 'the database',
    });
  }
  const { acknowledged, refusals, slowestMs } = await subscribing.stop();
  await untilDone(runs, 180_000);
  expect(
    workers.map((worker) => worker.hasEnded()),
    'no process of ours ended',
  ).toEqual([false, false]);
  let unknownCount = 0;
  for (const run of runs) {
    const outcome = await checkRun(run, audience);
    countIn(seen, outcome);
    unknownCount += outcome.states.unknown ?? 0;
    expect((outcome.states.accepted ?? 0) + (outcome.states.unknown ?? 0)).toBe(SUBSCRIBER_COUNT);
  }
  expect(seen.repeatCount).toBeLessThanOrEqual(seen.inDoubtCount);
  expect(await findLost(others, acknowledged), 'what was acknowledged is there').toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(
    Object.keys(refusals).filter((status) => status !== '503'),
    'only clean refusals',
  ).toEqual([]);
  seen.note = `${acknowledged.length} subscribers acknowledged meanwhile, all there; ${unknownCount} unknown; slowest answer ${(slowestMs / 1_000).toFixed(1)} s`;
});
