// How soon a person's word reaches a run in flight: pause, resume, pace, cancel and expiry in the middle of a campaign at
// full speed, and whether pause and pace outlive a killed worker. Run: npx tsx bench/control.ts [subscribers, default
// 1000000]. BELFRY_BENCH_DIR keeps what was seeded for the next run.
import { setTimeout as sleep } from 'node:timers/promises';
import { startBenchDatabase } from './support/bench-database';
import { bundle } from './support/bundle';
import { startWorkerProcess, stopProcess } from './support/processes';
import { startSink } from './support/start-sink';

const POLL_MS = 20;
/** Nothing came for so long: it has stopped. */
const SILENCE_MS = 3_000;
const SLOW_PER_MINUTE = 6_000;
const WATCH_SECONDS = 5;

const subscriberCount = Number(process.argv[2] ?? 1_000_000);
const database = await startBenchDatabase();
const sink = await startSink(database.folder);
Object.assign(process.env, sink.env);
const { makeBenchSite } = await import('./support/bench-site');
const { createCampaign } = await import('@/lib/campaigns/create-campaign');
const { launchCampaign } = await import('@/lib/campaigns/launch-campaign');
const { pauseCampaign } = await import('@/lib/campaigns/pause-campaign');
const { resumeCampaign } = await import('@/lib/campaigns/resume-campaign');
const { setThrottle } = await import('@/lib/campaigns/set-throttle');
const { cancelCampaign } = await import('@/lib/campaigns/cancel-campaign');
const { closeDb, pool } = await import('@/lib/platform/db');
const { decodeId } = await import('@/lib/platform/ids');
const { closeQueues } = await import('@/lib/platform/queue');
const { actor, siteId } = await makeBenchSite(sink.origin, subscriberCount);
const workerFile = await bundle('workers/main.ts');
const startWorker = () => startWorkerProcess(workerFile, { ...database.env, ...sink.env });
let worker = startWorker();

const count = async () => (await sink.read()).count;
/** Milliseconds from the word to the last POST that still came. */
async function untilSilent(say: () => Promise<unknown>): Promise<number> {
  const saidAt = performance.now();
  const said = say();
  let [last, lastAt] = [await count(), performance.now()];
  while (performance.now() - lastAt < SILENCE_MS) {
    await sleep(POLL_MS);
    const now = await count();
    if (now !== last) [last, lastAt] = [now, performance.now()];
  }
  await said;
  return lastAt - saidAt;
}
/** Milliseconds from the word to the next POST. */
async function untilHeard(say: () => Promise<unknown>): Promise<number> {
  const before = await count();
  const saidAt = performance.now();
  const said = say();
  while ((await count()) === before) await sleep(POLL_MS);
  const ms = performance.now() - saidAt;
  await said;
  return ms;
}
async function untilCount(wanted: number): Promise<void> {
  const from = await count();
  while ((await count()) < from + wanted) await sleep(POLL_MS);
}
async function countWithin(seconds: number): Promise<number> {
  const before = await count();
  await sleep(seconds * 1_000);
  return (await count()) - before;
}
async function restartWorker(): Promise<void> {
  worker.kill('SIGKILL');
  worker = startWorker();
  await sleep(4_000);
}
async function launch(): Promise<string> {
  const { id } = await createCampaign(actor, siteId, {
    name: 'Everybody',
    message: { title: 'Sidama is in', body: 'Forty bags.', url: 'https://larkspur.example/sidama' },
    audience: { all: true },
    ttlSeconds: 86_400,
  });
  await launchCampaign(actor, id);
  await untilCount(subscriberCount / 50);
  return id;
}

const ms = (value: number) => `${value.toFixed(0)} ms`;
const rows: [string, string][] = [];
try {
  await sleep(4_000);
  const first = await launch();
  rows.push(['pause: last POST after', ms(await untilSilent(() => pauseCampaign(actor, first)))]);
  await restartWorker();
  rows.push([
    `paused, worker killed and started again: POSTs in ${WATCH_SECONDS} s`,
    String(await countWithin(WATCH_SECONDS)),
  ]);
  rows.push(['resume: first POST after', ms(await untilHeard(() => resumeCampaign(actor, first)))]);
  await untilCount(subscriberCount / 50);
  await setThrottle(actor, first, SLOW_PER_MINUTE);
  await sleep(2_000);
  rows.push([
    `pace of ${SLOW_PER_MINUTE / 60}/s: POSTs in the ${WATCH_SECONDS} s that begin 2 s later`,
    String(await countWithin(WATCH_SECONDS)),
  ]);
  await restartWorker();
  rows.push([`the same after the worker was killed and started again`, String(await countWithin(WATCH_SECONDS))]);
  const lifted = performance.now();
  await setThrottle(actor, first, null);
  await untilCount(subscriberCount / 100);
  rows.push([
    `no pace: the next ${(subscriberCount / 100).toLocaleString('en')} POSTs are out after`,
    ms(performance.now() - lifted),
  ]);
  rows.push(['cancel: last POST after', ms(await untilSilent(() => cancelCampaign(actor, first)))]);
  const second = await launch();
  const expire = () =>
    pool.query(`UPDATE runs SET expires_at = now() + interval '1 minute' WHERE campaign_id = $1`, [
      decodeId('campaign', second),
    ]);
  rows.push(['expiry: last POST after', ms(await untilSilent(expire))]);
} finally {
  await stopProcess(worker);
  sink.close();
  await closeQueues();
  await closeDb();
  await database.close();
}
console.log(`| in a campaign to ${subscriberCount.toLocaleString('en')} | |\n|---|---|`);
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
