import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signTokens } from '@/lib/delivery/tokens';
import { pool } from '@/lib/platform/db';
import { eventually } from '../push-service/wait-for';
import { compareCounters } from '../support/compare-counters';
import { checkRun, untilDone } from './lab/check-run';
import { inForm } from './lab/form';
import { openLab, sleep } from './lab/lab';
import { type OwnPostgres, startOwnPostgres } from './lab/own-postgres';
import { beginRow, countIn } from './lab/report';
import { openRest } from './lab/rest';
import { findLost, subscribeSteadily } from './lab/subscribe-steadily';

const MAX_CONNECTIONS = 60;
const SUBSCRIBER_COUNT = 300;
const LASTS_MS = inForm(10_000, 60_000);

let postgres: OwnPostgres;
beforeAll(async () => {
  postgres = await startOwnPostgres({ max_connections: String(MAX_CONNECTIONS) });
  process.env.DATABASE_URL = postgres.url;
});
const lab = openLab({ queue: 'postgres' });
afterAll(() => postgres.close());

it('the web process loses every database connection and gets no other: 503 until it does, nothing acknowledged is lost', async () => {
  const seen = beginRow(14, `no database connection for the web process for ${LASTS_MS / 1_000} s`);
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  const others = await lab.makeAudience([push], 1);
  const run = await lab.launch(audience);
  const worker = lab.startWorker();
  await untilDone(run);
  await worker.terminate();
  const web = await lab.startWeb();
  const rest = await openRest(web.origin, others);
  const subscribing = subscribeSteadily(rest, others);
  const reporting = await reportSteadily(web.origin, run.id);
  await eventually(async () => (await countShown(run.id)) > 5, { timeoutMs: 60_000, what: 'first receipts' });

  const hoard = await takeAllConnections();
  const path = `/api/v1/sites/${others.site.publicId}/campaigns`;
  const problems: unknown[] = [];
  for (const until = Date.now() + LASTS_MS; Date.now() < until; await sleep(500)) {
    expect(await hoard.countOthers(), 'the web process has none').toBe(0);
    const [read, ready, alive] = await Promise.all(
      [`${path}?limit=1`, '/api/ready', '/api/health'].map((each) => rest('GET', each)),
    );
    expect([read?.status, ready?.status, alive?.status]).toEqual([503, 503, 200]);
    expect(Number(read?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(ready?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(read?.headers.get('content-type')).toContain('application/problem+json');
    problems.push(read?.body);
  }
  await hoard.release();
  for (const problem of problems) {
    expect(problem).toMatchObject({ status: 503, code: 'unavailable', requestId: expect.any(String) });
  }
  // By itself.
  await eventually(async () => (await rest('GET', '/api/ready')).status === 200, { timeoutMs: 60_000, what: 'ready' });
  const before = subscribing.acknowledgedCount();
  const hasGoneOn = () => subscribing.acknowledgedCount() > before + 5;
  await eventually(hasGoneOn, { timeoutMs: 60_000, what: 'subscribers again' });
  const { acknowledged, refusals } = await subscribing.stop();
  const reported = await reporting.stop();
  expect(await findLost(others, acknowledged)).toEqual([]);
  expect(Object.keys(refusals).filter((status) => status !== '503')).toEqual([]);
  expect(refusals[503] ?? 0, 'some came meanwhile').toBeGreaterThan(0);
  expect(Object.keys(reported.refusals).filter((status) => status !== '503')).toEqual([]);
  expect(reported.refusals[503] ?? 0, 'some came meanwhile').toBeGreaterThan(0);
  const { rows } = await pool.query<{ id: bigint }>(
    `SELECT id FROM unnest($2::bigint[]) AS told (id) WHERE NOT EXISTS (
       SELECT FROM deliveries WHERE run_id = $1 AND subscriber_id = told.id AND shown_at IS NOT NULL)`,
    [run.id, reported.acknowledged],
  );
  expect(rows, 'every receipt that was acknowledged is there').toEqual([]);
  const { counters, rows: counted } = await compareCounters(run.id);
  expect(counters, 'I8').toEqual(counted);
  countIn(seen, await checkRun(run, audience));
  expect(web.hasEnded()).toBe(false);
  seen.note = `${acknowledged.length} subscribers and ${reported.acknowledged.length} receipts acknowledged, all there; refused: ${JSON.stringify(refusals)}`;
});

async function countShown(runId: bigint): Promise<number> {
  const sql = 'SELECT count(*)::int FROM deliveries WHERE run_id = $1 AND shown_at IS NOT NULL';
  return (await pool.query<{ count: number }>(sql, [runId])).rows[0]?.count ?? 0;
}

/** Has one browser after the other report that it has shown the message; who is refused tries again later. */
async function reportSteadily(origin: string, runId: bigint) {
  const { rows } = await pool.query<{ id: bigint; expires_at: Date }>(
    `SELECT subscriber_id AS id, expires_at FROM deliveries JOIN runs ON runs.id = run_id WHERE run_id = $1`,
    [runId],
  );
  const acknowledged: bigint[] = [];
  const refusals: Record<string, number> = {};
  let isOver = false;
  const work = (async () => {
    const left = [...rows];
    for (let one = left.shift(); one && !isOver; one = left.shift()) {
      const { receipt } = signTokens({ runId, subscriberId: one.id, expiresAt: one.expires_at, actionCount: 0 });
      const status = await fetch(`${origin}/api/embed/receipts`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: JSON.stringify([{ t: receipt, k: 'shown' }]),
      }).then(
        (answer) => answer.status,
        () => 'none',
      );
      if (status === 204) acknowledged.push(one.id);
      else {
        refusals[status] = (refusals[status] ?? 0) + 1;
        left.push(one);
      }
      await sleep(50);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await work;
      return { acknowledged, refusals };
    },
  };
}

/** Takes what is free, and ends everybody else's until there is nobody else: also the test's own, which come again. */
async function takeAllConnections() {
  const clients: pg.Client[] = [];
  const take = async () => {
    const client = new pg.Client({ connectionString: postgres.url, application_name: 'hoard' });
    client.on('error', () => undefined);
    await client.connect().then(
      () => clients.push(client),
      () => undefined,
    );
  };
  const others = async (what: string) => {
    const sql = `SELECT ${what} FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> 'hoard'`;
    return (await clients[0]?.query(sql))?.rows.length ?? 0;
  };
  await take();
  for (let round = 1; (await others('pg_terminate_backend(pid)')) > 0; round++) {
    expect(round, 'somebody else is always faster').toBeLessThan(200);
    await Promise.all(Array.from({ length: MAX_CONNECTIONS - clients.length }, take));
  }
  while (clients.length < MAX_CONNECTIONS) await take();
  return {
    countOthers: () => others('pid'),
    async release() {
      for (const client of clients) await client.end();
    },
  };
}
