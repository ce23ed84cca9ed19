import { expect, it } from 'vitest';
import { makeRun, runRow, statesOf } from '@/lib/delivery/test-kit/fixture';
import { pool } from '@/lib/platform/db';
import { eventually } from '../push-service/wait-for';
import { compareCounters } from '../support/compare-counters';
import { addUnreachable } from './lab/audience';
import { checkRun, untilDone } from './lab/check-run';
import { killCount } from './lab/form';
import { countSending, letLeasesRunOut, openLab, sleep } from './lab/lab';
import { seededRandom } from './lab/random';
import { beginRow, countIn } from './lab/report';

const lab = openLab({ queue: 'postgres' });
const PLANNED_COUNT = 40_000;
/** About what one planning of them takes. */
const PLANNING_MS = 900;

const cursorOf = async (runId: bigint) => {
  const { rows } = await pool.query<{ cursor: bigint }>(
    'SELECT cursor_subscriber_id AS cursor FROM runs WHERE id = $1',
    [runId],
  );
  return rows[0]?.cursor ?? 0n;
};

it('planning killed at random instants: no row twice, none missing', async () => {
  const random = seededRandom();
  const seen = beginRow(2, 'kill -9 while planning 40,000 rows in pages of 5,000');
  const kills = killCount(3, 20);
  seen.killCount = kills;
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], 1);
  await addUnreachable(audience, PLANNED_COUNT - 1);
  const runs: bigint[] = [];
  let midPlanCount = 0;
  for (let kill = 0; kill < kills; kill++) {
    // Paused: it is planned, and nothing of it is sent.
    const { id } = await makeRun(audience.site);
    await pool.query(`UPDATE runs SET status = 'paused' WHERE id = $1`, [id]);
    runs.push(id);
    const worker = lab.startWorker();
    await eventually(async () => (await cursorOf(id)) > 0n, { timeoutMs: 120_000, what: 'a planned page' });
    await sleep(random.between(0, PLANNING_MS / 2));
    await worker.kill();
    if ((await runRow(id)).planned_at === null) midPlanCount++;
  }
  lab.startWorker();
  for (const id of runs) {
    await eventually(async () => (await runRow(id)).planned_at !== null, {
      timeoutMs: 120_000,
      what: 'the whole plan',
    });
    expect(await statesOf(id), 'I1, I2: a row for each').toEqual({ pending: PLANNED_COUNT });
    expect((await runRow(id)).audience_count).toBe(PLANNED_COUNT);
    const { counters, rows } = await compareCounters(id);
    expect(counters, 'I8').toEqual(rows);
  }
  seen.note = `${midPlanCount} kills between the first page and the last`;
  expect(midPlanCount).toBeGreaterThan(0);
});

it('killed within the statement that plans a page: whole or not at all, and everyone is sent to once', async () => {
  const seen = beginRow(2, 'kill -9 within the planning statement');
  seen.killCount = 1;
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], 800);
  const run = await makeRun(audience.site, { ambiguityPolicy: 'skip' });
  // A row of ours in the way, not committed: the statement waits in the middle of its inserts.
  const { rows: people } = await pool.query<{ id: bigint; origin_id: number }>(
    'SELECT id, origin_id FROM subscribers WHERE site_id = $1 ORDER BY id OFFSET 400 LIMIT 1',
    [audience.site.id],
  );
  const blocker = await pool.connect();
  try {
    await blocker.query('BEGIN');
    await blocker.query(
      `INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard) VALUES ($1, $2, $3, $4, 0)`,
      [run.id, people[0]?.id, audience.site.id, people[0]?.origin_id],
    );
    const worker = lab.startWorker();
    await eventually(
      async () => {
        const { rows } = await pool.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
             AND query LIKE '%INSERT INTO deliveries%'`,
        );
        return rows.length > 0;
      },
      { timeoutMs: 120_000, what: 'a planning that waits' },
    );
    await worker.kill();
  } finally {
    await blocker.query('ROLLBACK');
    blocker.release();
  }
  seen.inDoubtCount = await countSending(run);
  await letLeasesRunOut();
  lab.startWorker();
  await untilDone(run);
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: 800 });
  expect(outcome.repeatCount).toBe(0);
});
