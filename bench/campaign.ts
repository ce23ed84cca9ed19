// One campaign to everybody of a large site, from launch to the last row settled: how long, how much CPU of whom, how
// much memory. Run: npx tsx bench/campaign.ts [subscribers, default 1000000] [workers, default 1] [ms that the push
// service takes, default 0] [--json] [--webhook]
// With --webhook an endpoint is told of every accepted message, and what that costs is in the workers' and Postgres's CPU.
// BELFRY_BENCH_DIR keeps what was seeded for the next run; BELFRY_NATIVE=off measures the JavaScript encryption.
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { startBenchDatabase } from './support/bench-database';
import { bundle } from './support/bundle';
import { readPostgresCpu, readProcess, startWorkerProcess, stopProcess } from './support/processes';
import { startSink } from './support/start-sink';
import { startWebhookSink } from './support/start-webhook-sink';

export interface CampaignFigures {
  subscriberCount: number;
  workerCount: number;
  /** Requests that the push service counted. */
  requestCount: number;
  launchAnswerMs: number;
  firstPushMs: number;
  seconds: number;
  workerMicros: number;
  postgresMicros: number;
  sinkMicros: number;
  peakWorkerBytes: number;
  /** A settled row of deliveries with its indexes, by the size of the partitions: what earlier runs left included. */
  deliveryBytes: number;
  /** The same of a subscriber. */
  subscriberBytes: number;
  /** With a webhook: what its endpoint was told, and when the last of it came, after the launch. */
  webhook: { requestCount: number; itemCount: number; byteCount: number; seconds: number } | null;
}

export interface CampaignOptions {
  subscriberCount: number;
  workerCount?: number;
  latencyMs?: number;
  /** Whether an endpoint is told of every accepted message. */
  hasWebhook?: boolean;
  /** Further environment of the workers. */
  env?: Record<string, string>;
}

/** Per-message figures are CPU time, user and system. */
export async function benchCampaign({
  subscriberCount,
  workerCount = 1,
  latencyMs = 0,
  hasWebhook = false,
  env: further = {},
}: CampaignOptions): Promise<CampaignFigures> {
  const database = await startBenchDatabase();
  const sink = await startSink(database.folder, latencyMs);
  const webhookSink = hasWebhook ? await startWebhookSink() : null;
  Object.assign(process.env, sink.env, webhookSink?.env);
  const { makeBenchSite } = await import('./support/bench-site');
  const { createCampaign } = await import('@/lib/campaigns/create-campaign');
  const { launchCampaign } = await import('@/lib/campaigns/launch-campaign');
  const { closeDb, pool } = await import('@/lib/platform/db');
  const { closeQueues } = await import('@/lib/platform/queue');
  const { createWebhook } = await import('@/lib/webhooks/create-webhook');
  const { actor, siteId } = await makeBenchSite(sink.origin, subscriberCount);
  // A database that is kept still has those of earlier runs.
  await pool.query('DELETE FROM webhooks');
  if (webhookSink) await createWebhook(actor, siteId, { url: webhookSink.url, events: ['message.accepted'] });

  const file = await bundle('workers/main.ts');
  const workers = Array.from({ length: workerCount }, () =>
    startWorkerProcess(file, { ...database.env, ...sink.env, ...webhookSink?.env, ...further }),
  );
  const { id } = await createCampaign(actor, siteId, {
    name: 'Everybody',
    message: {
      title: 'Sidama is in',
      body: 'Forty bags, roasted on Tuesday. Gone by Friday.',
      url: 'https://larkspur.example/sidama',
    },
    audience: { all: true },
    ttlSeconds: 86_400,
  });
  // Started workers compile what they load; that is no part of a message.
  await sleep(4_000);
  await sink.reset();
  const cpuOf = (pids: (number | undefined)[]) => pids.reduce<number>((sum, pid) => sum + cpu(pid), 0);
  const read = () => ({
    worker: cpuOf(workers.map(({ pid }) => pid)),
    sink: cpu(sink.pid),
    postgres: readPostgresCpu(database.server.pid),
  });
  const before = read();
  const launchedAt = Date.now();
  await launchCampaign(actor, id);
  const launchAnswerMs = Date.now() - launchedAt;
  let seconds = 0;
  for (let round = 1; ; round++) {
    await sleep(250);
    // By the database, not by getCampaign: what is measured shall not count rows for a page.
    const { rows } = await pool.query<{ status: string; done: number }>(
      `SELECT r.status::text, (SELECT COALESCE(sum(accepted_count), 0) FROM run_counters WHERE run_id = r.id)::int AS done
       FROM runs r WHERE r.id = (SELECT max(id) FROM runs)`,
    );
    seconds = (Date.now() - launchedAt) / 1_000;
    if (round % 60 === 0) process.stderr.write(`${seconds.toFixed(0)} s  ${rows[0]?.done.toLocaleString('en')}\n`);
    if (rows[0]?.status === 'done') break;
  }
  // Endpoints are told at least once: the last item may come before the last request.
  let webhook: CampaignFigures['webhook'] = null;
  while (webhookSink && (webhook?.itemCount ?? 0) < subscriberCount) {
    await sleep(250);
    webhook = { ...(await webhookSink.read()), seconds: (Date.now() - launchedAt) / 1_000 };
  }
  const after = read();
  const { count, firstAt } = await sink.read();
  const { rows: sizes } = await pool.query<{ bytes: number; subscriber: number }>(
    `SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'deliveries'::regclass)::float8
       / (SELECT count(*) FROM deliveries) AS bytes,
       pg_total_relation_size('subscribers')::float8 / (SELECT count(*) FROM subscribers) AS subscriber`,
  );
  const peakWorkerBytes = Math.max(...workers.map(({ pid }) => readProcess(pid ?? 0).peakRssBytes));
  await Promise.all(workers.map(stopProcess));
  sink.close();
  webhookSink?.close();
  await closeQueues();
  await closeDb();
  await database.close();
  return {
    subscriberCount,
    workerCount,
    requestCount: count,
    launchAnswerMs,
    firstPushMs: firstAt - launchedAt,
    seconds,
    workerMicros: (after.worker - before.worker) / subscriberCount,
    postgresMicros: (after.postgres - before.postgres) / subscriberCount,
    sinkMicros: (after.sink - before.sink) / subscriberCount,
    peakWorkerBytes,
    deliveryBytes: sizes[0]?.bytes ?? 0,
    subscriberBytes: sizes[0]?.subscriber ?? 0,
    webhook,
  };
}

function cpu(pid: number | undefined): number {
  return readProcess(pid ?? 0).cpuMicros;
}

function webhookRows(told: NonNullable<CampaignFigures['webhook']>): string[][] {
  return [
    ['webhook: requests', told.requestCount.toLocaleString('en')],
    ['webhook: messages told of', told.itemCount.toLocaleString('en')],
    ['webhook: bytes a message', (told.byteCount / told.itemCount).toFixed(0)],
    ['webhook: launch to last message told of', `${told.seconds.toFixed(1)} s`],
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const numbers = process.argv.slice(2).map(Number).filter(Number.isFinite);
  const [subscriberCount = 1_000_000, workerCount = 1, latencyMs = 0] = numbers;
  const hasWebhook = process.argv.includes('--webhook');
  const found = await benchCampaign({ subscriberCount, workerCount, latencyMs, hasWebhook });
  const rows = [
    ['subscribers', found.subscriberCount.toLocaleString('en')],
    ['workers', String(found.workerCount)],
    ['requests that the push service counted', found.requestCount.toLocaleString('en')],
    ['launch to answer', `${found.launchAnswerMs} ms`],
    ['launch to first push', `${found.firstPushMs} ms`],
    ['launch to last row settled', `${found.seconds.toFixed(1)} s`],
    ['messages a second', Math.round(subscriberCount / found.seconds).toLocaleString('en')],
    ['CPU a message: worker', `${found.workerMicros.toFixed(0)} µs`],
    ['CPU a message: Postgres', `${found.postgresMicros.toFixed(0)} µs`],
    ['CPU a message: push service', `${found.sinkMicros.toFixed(0)} µs`],
    ['largest worker, peak resident', `${(found.peakWorkerBytes / 1_048_576).toFixed(0)} MiB`],
    ['disk a delivery, indexes included', `${found.deliveryBytes.toFixed(0)} bytes`],
    ['disk a subscriber, indexes included', `${found.subscriberBytes.toFixed(0)} bytes`],
    ...(found.webhook ? webhookRows(found.webhook) : []),
  ];
  if (process.argv.includes('--json')) console.log(JSON.stringify(found));
  else console.log(['| | |', '|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n'));
}
