// Transactional messages through the API, one request with an Idempotency-Key and one recipient each: how many, how soon
// answered, how soon posted to the push service, and CPU of whom; a few beside a campaign at full speed, many beside a
// throttled one, and as many as it takes alone. Run: npx tsx bench/messages.ts [subscribers of the campaign, default
// 200000] [messages of the scenarios with many, default 10000] [only the scenario of this number]
import { createECDH, createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { startFrontDoor } from '@/tests/support/start-front-door';
import { startBenchDatabase } from './support/bench-database';
import { bundle } from './support/bundle';
import { generateLoad } from './support/generate-load';
import { readPostgresCpu, readProcess, startWorkerProcess, stopProcess } from './support/processes';
import { startSink } from './support/start-sink';

interface Scenario {
  name: string;
  /** Messages asked for in a second; none: as fast as they are answered. */
  perSecond?: number;
  share: number;
  /** Campaign beside it: null for none, else its messages a minute, 0 without a throttle. */
  campaignPerMinute: number | null;
}

const SCENARIOS: Scenario[] = [
  { name: '20/s beside a campaign at full speed', perSecond: 20, share: 0.04, campaignPerMinute: 0 },
  { name: '250/s beside a campaign of 500/s', perSecond: 250, share: 0.5, campaignPerMinute: 30_000 },
  { name: '500/s beside a campaign of 500/s', perSecond: 500, share: 1, campaignPerMinute: 30_000 },
  { name: 'as fast as they are answered, alone', share: 1, campaignPerMinute: null },
];

export interface MessagesRow {
  name: string;
  messageCount: number;
  answeredPerSecond: number;
  answerMs: { p50: number; p99: number };
  /** From the request, or from when it was due, to the POST at the push service. */
  pushMs: { p50: number; p99: number; worst: number };
  /** CPU a message. Null beside a campaign, whose share nobody can tell. */
  cpuMicros: { web: number; worker: number; postgres: number } | null;
  /** Of the campaign while the messages were sent. */
  campaignPerSecond: number;
  loadAverage: number;
}

const CONNECTIONS = 32;
/** Enough for V8 to compile what is hot, in both processes, and for each connection to have its plans. */
const WARM_UP = 3_000;

export async function benchMessages(
  subscriberCount = 200_000,
  messageCount = 10_000,
  only: number | null = null,
): Promise<MessagesRow[]> {
  const database = await startBenchDatabase();
  const sink = await startSink(database.folder);
  Object.assign(process.env, sink.env);
  const { makeBenchSite } = await import('./support/bench-site');
  const { createApiKey } = await import('@/lib/accounts/create-api-key');
  const { createCampaign } = await import('@/lib/campaigns/create-campaign');
  const { launchCampaign } = await import('@/lib/campaigns/launch-campaign');
  const { cancelCampaign } = await import('@/lib/campaigns/cancel-campaign');
  const { closeDb, pool } = await import('@/lib/platform/db');
  const { decodeId } = await import('@/lib/platform/ids');
  const { closeQueues } = await import('@/lib/platform/queue');
  const env = { ...database.env, ...sink.env };
  const { actor, siteId } = await makeBenchSite(sink.origin, subscriberCount);
  const { token } = await createApiKey(actor, { name: `bench ${Date.now()}`, scopes: ['messages.send'] });
  // BELFRY_BENCH_NODE_ARGS="--cpu-prof --cpu-prof-dir=/tmp/prof" writes a profile of the web process.
  const nodeArgs = (process.env.BELFRY_BENCH_NODE_ARGS ?? '').split(' ').filter(Boolean);
  const web = await startFrontDoor(env, nodeArgs);
  const worker = startWorkerProcess(await bundle('workers/main.ts'), env);

  const addPeople = async (marks: string[]) => {
    const endpoints = marks.map((mark) => `${sink.origin}/marked/${mark}`);
    const point = createECDH('prime256v1').generateKeys();
    await pool.query(
      `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, external_id)
       SELECT $1, e.endpoint, e.hash, (SELECT id FROM push_origins WHERE origin = $2), $5, e.auth,
         (SELECT current_vapid_key_id FROM sites WHERE id = $1), e.mark
       FROM unnest($3::text[], $4::bytea[], $6::bytea[], $7::text[]) AS e (endpoint, hash, auth, mark)`,
      [
        decodeId('site', siteId),
        sink.origin,
        endpoints,
        endpoints.map((endpoint) => createHash('sha256').update(endpoint).digest()),
        point,
        endpoints.map(() => randomBytes(16)),
        marks,
      ],
    );
    await pool.query('VACUUM ANALYZE subscribers');
  };
  const send = async (marks: string[], perSecond?: number) => {
    const file = join(database.folder, 'lines');
    const line = (mark: string) =>
      JSON.stringify({
        message: { title: 'On its way', url: 'https://larkspur.example/orders/1' },
        audience: { externalIds: [mark] },
        ttlSeconds: 600,
      });
    writeFileSync(file, marks.map((mark) => `${line(mark)}\n`).join(''));
    const result = await generateLoad({
      port: web.port,
      connections: CONNECTIONS,
      file,
      method: 'POST',
      path: `/api/v1/sites/${siteId}/messages`,
      headers: `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n`,
      // As our own client does it, so that a request may be repeated.
      keyPrefix: `${randomBytes(9).toString('base64url')}-`,
      ...(perSecond === undefined ? {} : { perSecond }),
      tellSentAt: true,
    });
    if (result.statuses['202'] !== marks.length) throw new Error(`answered ${JSON.stringify(result.statuses)}`);
    return result;
  };
  const arrivals = async (marks: string[]) => {
    for (let i = 0; i < 600; i++) {
      const figures = await sink.read();
      if (marks.every((mark) => figures.marked[mark])) return figures;
      await sleep(100);
    }
    throw new Error('some messages did not arrive within a minute');
  };
  const readCpu = () => ({
    web: readProcess(web.pid).cpuMicros,
    worker: readProcess(worker.pid ?? 0).cpuMicros,
    postgres: readPostgresCpu(database.server.pid),
  });

  try {
    const makeMarks = (count: number) => Array.from({ length: count }, () => randomBytes(9).toString('base64url'));
    const warmUp = makeMarks(WARM_UP);
    await addPeople(warmUp);
    await sleep(4_000);
    // Code is compiled and connections stand before the clock runs: a server runs for weeks.
    await send(warmUp);
    await arrivals(warmUp);
    const rows: MessagesRow[] = [];
    for (const [index, scenario] of SCENARIOS.entries()) {
      if (only !== null && only !== index + 1) continue;
      const marks = makeMarks(Math.round(messageCount * scenario.share));
      await addPeople(marks);
      await sink.reset();
      let campaignId: string | null = null;
      if (scenario.campaignPerMinute !== null) {
        const { id } = await createCampaign(actor, siteId, {
          name: scenario.name,
          message: { title: 'Sidama is in', body: 'Forty bags.', url: 'https://larkspur.example/sidama' },
          audience: { all: true },
          ttlSeconds: 86_400,
          ...(scenario.campaignPerMinute > 0 ? { throttlePerMinute: scenario.campaignPerMinute } : {}),
        });
        campaignId = id;
        await launchCampaign(actor, id);
        await sleep(3_000);
      }
      const [before, cpuBefore] = [await sink.read(), readCpu()];
      const startedAt = performance.now();
      const sent = await send(marks, scenario.perSecond);
      const after = await arrivals(marks);
      const seconds = (performance.now() - startedAt) / 1_000;
      const cpuAfter = readCpu();
      if (campaignId) {
        const { rows: found } = await pool.query<{ status: string }>(
          'SELECT status::text FROM runs WHERE campaign_id = $1',
          [decodeId('campaign', campaignId)],
        );
        if (found[0]?.status !== 'running') throw new Error(`${scenario.name}: the campaign ended before the messages`);
        await cancelCampaign(actor, campaignId);
        // What is left of it is planned and written off meanwhile, which would be counted as the next scenario's.
        for (let isOver = false; !isOver; await sleep(1_000)) {
          const { rows: open } = await pool.query('SELECT FROM runs WHERE campaign_id = $1 AND finished_at IS NULL', [
            decodeId('campaign', campaignId),
          ]);
          isOver = open.length === 0;
        }
      }
      const pushes = marks.map((mark, i) => (after.marked[mark] ?? Number.NaN) - (sent.sentAt[i] ?? Number.NaN));
      const each = (name: keyof typeof cpuBefore) => (cpuAfter[name] - cpuBefore[name]) / marks.length;
      rows.push({
        name: scenario.name,
        messageCount: marks.length,
        answeredPerSecond: marks.length / sent.seconds,
        answerMs: { p50: sent.p50Ms, p99: sent.p99Ms },
        pushMs: { p50: percentile(pushes, 0.5), p99: percentile(pushes, 0.99), worst: Math.max(...pushes) },
        cpuMicros: campaignId ? null : { web: each('web'), worker: each('worker'), postgres: each('postgres') },
        campaignPerSecond: campaignId ? (after.count - before.count - marks.length) / seconds : 0,
        loadAverage: loadavg()[0] ?? 0,
      });
    }
    return rows;
  } finally {
    await Promise.all([stopProcess(worker), web.stop()]);
    sink.close();
    await closeQueues();
    await closeDb();
    await database.close();
  }
}

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [subscriberCount, messageCount, only] = process.argv.slice(2).map(Number);
  const found = await benchMessages(subscriberCount, messageCount, only);
  const ms = (value: number) => value.toFixed(0);
  console.log(
    '| scenario | messages | answered a second | answer ms: median, p99 | POST ms: median, p99, worst | campaign beside it, a second | CPU µs a message: web, worker, Postgres | messages a second of CPU |\n|---|---|---|---|---|---|---|---|',
  );
  for (const row of found) {
    const { cpuMicros: cpu } = row;
    const cells = [
      row.name,
      row.messageCount.toLocaleString('en'),
      row.answeredPerSecond.toFixed(0),
      `${ms(row.answerMs.p50)}, ${ms(row.answerMs.p99)}`,
      `${ms(row.pushMs.p50)}, ${ms(row.pushMs.p99)}, ${ms(row.pushMs.worst)}`,
      row.campaignPerSecond.toFixed(0),
      cpu ? `${ms(cpu.web)}, ${ms(cpu.worker)}, ${ms(cpu.postgres)}` : '',
      cpu ? ms(1e6 / (cpu.web + cpu.worker + cpu.postgres)) : '',
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  console.log(`\nLoad average at the end ${found.at(-1)?.loadAverage.toFixed(1)}.`);
}
