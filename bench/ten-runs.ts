// What ten campaigns to everybody leave behind in the database: whether the statements of the tenth are slower than
// those of the first, how large table and indexes are for each message, how much of it is dead, and what deleting costs.
// Run: npx tsx bench/ten-runs.ts [subscribers, default 100000]
import { setTimeout as sleep } from 'node:timers/promises';
import { startBenchDatabase } from './support/bench-database';
import { readPostgresCpu } from './support/processes';

const RUNS = 10;
const GROUP = 250;
const subscriberCount = Number(process.argv[2] ?? 100_000);

const database = await startBenchDatabase();
const { makeBenchSite } = await import('./support/bench-site');
const { claimAndSettle, makeBenchRun, planBenchRun } = await import('./support/run-without-sending');
const { closeDb, pool } = await import('@/lib/platform/db');
const { decodeId } = await import('@/lib/platform/ids');
const site = decodeId('site', (await makeBenchSite('https://127.0.0.1:21998', subscriberCount)).siteId);

/** CPU of Postgres for the work, µs a message. */
async function cost(work: () => Promise<void>): Promise<number> {
  const before = readPostgresCpu(database.server.pid);
  await work();
  return (readPostgresCpu(database.server.pid) - before) / subscriberCount;
}

console.log('| run | plan | claim and settle | table a message | indexes a message | dead rows |');
console.log('|---|---|---|---|---|---|');
for (let run = 1; run <= RUNS; run++) {
  const runId = await makeBenchRun(site);
  const plan = await cost(() => planBenchRun(runId, site));
  const send = await cost(async () => {
    while ((await claimAndSettle(runId, site, GROUP)).count > 0);
  });
  if (run !== 1 && run !== 5 && run !== RUNS) continue;
  // Postgres tells what a session did about a second later.
  await sleep(1_500);
  const { rows } = await pool.query<{ heap: number; indexes: number; dead: number }>(
    `SELECT sum(pg_relation_size(relid))::float8 AS heap, sum(pg_indexes_size(relid))::float8 AS indexes,
       sum(n_dead_tup)::float8 AS dead
     FROM pg_stat_user_tables WHERE relname LIKE 'deliveries\\_%'`,
  );
  const { heap = 0, indexes = 0, dead = 0 } = rows[0] ?? {};
  const messages = run * subscriberCount;
  const sizes = [heap, indexes].map((bytes) => `${(bytes / messages).toFixed(0)} bytes`).join(' | ');
  const share = ((dead / (dead + messages)) * 100).toFixed(0);
  console.log(`| ${run} | ${plan.toFixed(1)} µs | ${send.toFixed(1)} µs | ${sizes} | ${share} % |`);
}

const vacuum = await cost(async () => void (await pool.query('VACUUM ANALYZE deliveries')));
const { rows } = await pool.query<{ name: string }>(`SELECT tableoid::regclass::text AS name FROM deliveries LIMIT 1`);
const partition = rows[0]?.name ?? '';
const from = performance.now();
await pool.query(`ALTER TABLE deliveries DETACH PARTITION ${partition}`);
await pool.query(`DROP TABLE ${partition}`);
const dropMs = performance.now() - from;
console.log(`\nA vacuum of all ten took ${(vacuum * subscriberCount) / 1_000_000} s of CPU.`);
console.log(`Deleting all ten, by dropping their month's partition: ${dropMs.toFixed(0)} ms.`);
await closeDb();
await database.close();
