// One campaign to everybody of a large site, from launch to the last row settled: how long, how much CPU of whom, how
// much memory. Run: npx tsx bench/campaign.ts [subscribers, 1,000,000 unless told] [workers, 1 unless told]
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBenchDatabase } from './support/bench-database';
import { bundle } from './support/bundle';
import { readPostgresCpu, readProcess, startProcess, stopProcess } from './support/processes';

const SINK_PORT = 39_999;
const subscriberCount = Number(process.argv[2] ?? 1_000_000);
const workerCount = Number(process.argv[3] ?? 1);

const database = await startBenchDatabase();
process.env.BELFRY_SIMULATOR_PORT = String(SINK_PORT);
const env = { ...database.env, BELFRY_SIMULATOR_PORT: String(SINK_PORT) };
const [sinkFile, workerFile] = await Promise.all([bundle('bench/support/push-sink.ts'), bundle('workers/main.ts')]);

// Read only now, because they read the environment.
const { findSampleOwner } = await import('@/lib/sample/find-sample-owner');
const { createSampleWorkspace } = await import('@/lib/sample/create-sample-workspace');
const { createCampaign } = await import('@/lib/campaigns/create-campaign');
const { launchCampaign } = await import('@/lib/campaigns/launch-campaign');
const { getCampaign } = await import('@/lib/campaigns/get-campaign');
const { closeDb, pool } = await import('@/lib/platform/db');
const { closeQueues } = await import('@/lib/platform/queue');

const owner = await findSampleOwner();
const sample = await createSampleWorkspace(owner.actor, { subscriberCount });
const actor = { ...owner.actor, workspaceId: sample.workspaceId, role: 'owner' as const };
await pool.query('VACUUM ANALYZE subscribers');

const sink = startProcess(sinkFile, env, [String(SINK_PORT)]);
await once(sink, 'message');
const workers = Array.from({ length: workerCount }, () => startProcess(workerFile, env));
await sleep(3_000);

async function askSink(message: object): Promise<{ count: number; firstAt: number }> {
  const answer = once(sink, 'message');
  sink.send(message);
  return (await answer)[0] as { count: number; firstAt: number };
}

const campaign = await createCampaign(actor, sample.siteId, {
  name: 'Everybody',
  message: {
    title: 'Sidama is in',
    body: 'Forty bags, roasted on Tuesday. Gone by Friday.',
    url: 'https://larkspur.example/sidama',
  },
  audience: { all: true },
  ttlSeconds: 86_400,
});
await askSink({ reset: true });
const pids = { worker: workers.map(({ pid }) => pid ?? 0), sink: [sink.pid ?? 0] };
const cpuOf = (list: number[]) => list.reduce((sum, pid) => sum + readProcess(pid).cpuMicros, 0);
const before = { worker: cpuOf(pids.worker), sink: cpuOf(pids.sink), postgres: readPostgresCpu(database.server.pid) };
const launchedAt = Date.now();
await launchCampaign(actor, campaign.id);
const answeredMs = Date.now() - launchedAt;

let peakWorker = 0;
for (;;) {
  await sleep(1_000);
  const now = await getCampaign(actor, campaign.id);
  peakWorker = Math.max(peakWorker, ...pids.worker.map((pid) => readProcess(pid).peakRssBytes));
  const seconds = (Date.now() - launchedAt) / 1_000;
  if (Math.round(seconds) % 15 === 0) {
    process.stderr.write(`${seconds.toFixed(0)} s  ${now.status}\n`);
  }
  if (now.status === 'done') break;
}
const seconds = (Date.now() - launchedAt) / 1_000;
const { count, firstAt } = await askSink({});
const per = (micros: number) => (micros / subscriberCount).toFixed(1);
const after = { worker: cpuOf(pids.worker), sink: cpuOf(pids.sink), postgres: readPostgresCpu(database.server.pid) };
const rows = [
  ['subscribers', subscriberCount.toLocaleString('en')],
  ['workers', String(workerCount)],
  ['requests that the sink counted', count.toLocaleString('en')],
  ['launch to answer', `${answeredMs} ms`],
  ['launch to first push', `${firstAt - launchedAt} ms`],
  ['launch to last row settled', `${seconds.toFixed(1)} s`],
  ['messages per second', Math.round(subscriberCount / seconds).toLocaleString('en')],
  ['CPU a message: worker', `${per(after.worker - before.worker)} µs`],
  ['CPU a message: Postgres', `${per(after.postgres - before.postgres)} µs`],
  ['CPU a message: sink', `${per(after.sink - before.sink)} µs`],
  ['largest worker, peak resident', `${(peakWorker / 1_048_576).toFixed(0)} MiB`],
];
console.log('| | |\n|---|---|');
for (const [name, value] of rows) console.log(`| ${name} | ${value} |`);

await Promise.all(workers.map(stopProcess));
sink.disconnect();
await closeQueues();
await closeDb();
await database.close();
