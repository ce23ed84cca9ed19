import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { checkRun, untilDone } from './lab/check-run';
import { inForm } from './lab/form';
import { openLab, sleep } from './lab/lab';
import { type OwnPostgres, startOwnPostgres } from './lab/own-postgres';
import { beginRow, countIn } from './lab/report';
import { openRest } from './lab/rest';
import { findLost, subscribeSteadily } from './lab/subscribe-steadily';

const DISK_MB = 400;
const SUBSCRIBER_COUNT = 1_500;
const LASTS_MS = inForm(8_000, 60_000);

let folder: string;
let isMounted = false;
let postgres: OwnPostgres;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'belfry-disk-'));
  // A disk of its own that can be filled; root only.
  isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=0755`, 'tmpfs', folder]).status === 0;
  postgres = await startOwnPostgres({ max_connections: '60', max_wal_size: '64MB' }, folder);
  process.env.DATABASE_URL = postgres.url;
});
const lab = openLab({ queue: 'postgres' });
afterAll(async () => {
  await postgres.close();
  if (isMounted) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
});

it('no connection is left in the database: work waits, what was acknowledged is there', async () => {
  const seen = beginRow(14, `every database connection taken for ${LASTS_MS / 1_000} s`);
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  const others = await lab.makeAudience([push], 1);
  const web = await lab.startWeb();
  const rest = await openRest(web.origin, others);
  await push.setFault('*', { delayMs: 200 });
  const subscribing = subscribeSteadily(rest, others);
  const run = await lab.launch(audience, { ambiguityPolicy: 'skip' });
  const hoard = await takeAllConnections();
  expect(hoard.length).toBeGreaterThan(10);
  // Started when there is none left.
  const worker = lab.startWorker({ BELFRY_DB_POOL: '2' });
  await sleep(LASTS_MS);
  for (const client of hoard) await client.end();
  await untilDone(run);
  await eventually(async () => (await rest('GET', '/api/ready')).status === 200, { timeoutMs: 30_000, what: 'ready' });
  const { acknowledged, refusals } = await subscribing.stop();
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: SUBSCRIBER_COUNT });
  expect(outcome.repeatCount).toBe(0);
  expect(await findLost(others, acknowledged)).toEqual([]);
  expect(Object.keys(refusals).filter((status) => status !== '503')).toEqual([]);
  expect(worker.hasEnded()).toBe(false);
  seen.note = `${hoard.length} connections taken; ${acknowledged.length} subscribers acknowledged, all there; refused: ${JSON.stringify(refusals)}`;
});

it('the disk of the database is full: writes are refused, none that was acknowledged is lost, it goes on after', async (test) => {
  if (!isMounted) return test.skip('no disk could be mounted: needs root');
  const seen = beginRow(14, `disk of the database full for ${LASTS_MS / 1_000} s`);
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  const others = await lab.makeAudience([push], 1);
  const web = await lab.startWeb();
  const rest = await openRest(web.origin, others);
  await push.setFault('*', { delayMs: 300 });
  const worker = lab.startWorker();
  const subscribing = subscribeSteadily(rest, others);
  const run = await lab.launch(audience);
  await eventually(async () => (await push.counts()).requestCount > 50, { timeoutMs: 120_000, what: 'first messages' });
  const filler = join(folder, 'filler');
  fillDisk(filler);
  const until = Date.now() + LASTS_MS;
  let crashCount = 0;
  while (Date.now() < until) {
    // What its journal leaves free fills up too.
    fillDisk(filler);
    if (!postgres.isAlive()) crashCount++;
    await sleep(200);
  }
  rmSync(filler);
  // Without room for its journal Postgres stops itself; whoever runs it starts it again.
  await postgres.restart();
  await untilDone(run, 180_000);
  const { acknowledged, refusals } = await subscribing.stop();
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  // Claimed, posted, and no room to write down what came of it: what was sending may come once more.
  seen.inDoubtCount = SUBSCRIBER_COUNT;
  expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: SUBSCRIBER_COUNT });
  expect(await findLost(others, acknowledged)).toEqual([]);
  expect(Object.keys(refusals).filter((status) => status !== '503')).toEqual([]);
  expect(refusals[503] ?? 0, 'the disk was full indeed').toBeGreaterThan(0);
  expect(worker.hasEnded()).toBe(false);
  seen.note = `${acknowledged.length} subscribers acknowledged, all there; refused: ${JSON.stringify(refusals)}; Postgres ${crashCount > 0 ? 'stopped itself' : 'ran on'}`;
});

async function takeAllConnections(): Promise<pg.Client[]> {
  const clients: pg.Client[] = [];
  for (let refusedCount = 0; refusedCount < 3; ) {
    const client = new pg.Client({ connectionString: postgres.url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      clients.push(client);
    } catch {
      refusedCount++;
      await sleep(100);
    }
  }
  return clients;
}

/** Appends until nothing more fits. */
function fillDisk(file: string): void {
  const disk = openSync(file, 'a');
  try {
    for (const size of [4 * 2 ** 20, 4_096]) {
      const block = Buffer.alloc(size);
      try {
        for (;;) if (writeSync(disk, block) < size) break;
      } catch {
        // Full for blocks of this size.
      }
    }
  } finally {
    closeSync(disk);
  }
}
