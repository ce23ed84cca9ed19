import { expect, it } from 'vitest';
import type { TestRun } from '@/lib/delivery/test-kit/fixture';
import { pool } from '@/lib/platform/db';
import { eventually } from '../push-service/wait-for';
import { checkRun, untilDone } from './lab/check-run';
import { countRequests, countSending, openLab, sleep } from './lab/lab';
import { seededRandom } from './lab/random';
import { beginRow, countIn } from './lab/report';

const lab = openLab({ queue: 'redis' });
const SUBSCRIBER_COUNT = 800;

/** Every row as it stands: what a late settle would change. */
async function rowsOf(run: TestRun): Promise<string[]> {
  const { rows } = await pool.query<{ row: string }>(
    `SELECT (d.subscriber_id, d.state, d.reason, d.fence, d.attempts, d.settled_at)::text AS row
     FROM deliveries d WHERE run_id = $1 ORDER BY subscriber_id`,
    [run.id],
  );
  return rows.map(({ row }) => row);
}

it('a worker frozen past its leases and thawed: its late results change nothing, what only waited is not posted', async () => {
  const random = seededRandom();
  const seen = beginRow(8, 'SIGSTOP until all leases ran out, then SIGCONT');
  const pushes = await lab.startBoth();
  const audience = await lab.makeAudience(pushes, SUBSCRIBER_COUNT / 2);
  for (const push of pushes) await push.setFault('*', { delayMs: 400 });
  const frozen = lab.startWorker();
  const runs = [
    await lab.launch(audience, { shardCount: 4 }),
    await lab.launch(audience, { shardCount: 4, ambiguityPolicy: 'skip' }),
  ];
  for (const push of pushes) {
    await eventually(async () => (await countRequests([push])) > 30, { timeoutMs: 120_000, what: 'first messages' });
  }
  let frozenAt = 0;
  // Between two claims there is an instant in which it has nothing in hand: that one proves nothing.
  for (let attempt = 0; attempt < 10 && seen.inDoubtCount === 0; attempt++) {
    frozen.thaw();
    await sleep(random.between(0, 300));
    frozen.freeze();
    frozenAt = Date.now();
    await sleep(1_000);
    seen.inDoubtCount = await countSending(runs);
  }
  seen.killCount = 1;
  expect(seen.inDoubtCount, 'it was in the middle of something').toBeGreaterThan(0);
  for (const push of pushes) await push.clearFaults();
  lab.startWorker();
  // Leases of a minute, a reconciler every 15 s: the real time.
  await untilDone(runs, 150_000);
  const before = await Promise.all(runs.map(rowsOf));
  const postedBefore = await countRequests(pushes);
  frozen.thaw();
  const frozenMs = Date.now() - frozenAt;
  await sleep(5_000);
  expect(frozen.hasEnded(), 'it lives on').toBe(false);
  expect(await Promise.all(runs.map(rowsOf)), 'I5: late results change no row').toEqual(before);
  // A request that had begun may still leave; what only waited must not.
  const lateCount = (await countRequests(pushes)) - postedBefore;
  expect(lateCount, 'what only waited is not posted any more').toBeLessThan(seen.inDoubtCount / 2);

  let unknownCount = 0;
  for (const run of runs) {
    const outcome = await checkRun(run, audience, frozenMs);
    countIn(seen, outcome);
    unknownCount += outcome.states.unknown ?? 0;
  }
  seen.note = `${unknownCount} unknown under skip, ${lateCount} requests left after the thaw`;
  expect(seen.repeatCount).toBeLessThanOrEqual(seen.inDoubtCount);

  // It is a worker like any other again.
  const after = await lab.launch(audience);
  await untilDone(after);
  expect((await checkRun(after, audience)).states).toEqual({ accepted: SUBSCRIBER_COUNT });
});
