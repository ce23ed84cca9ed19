// What the front door takes in: receipts, clicks and subscriptions over HTTP, each answered once it is committed.
// Run: npx tsx bench/ingest.ts [thousands of requests, default 60] [only what begins with this]
import { createECDH, randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startFrontDoor } from '@/tests/support/start-front-door';
import { startBenchDatabase } from './support/bench-database';
import { generateLoad } from './support/generate-load';
import type { LoadJob } from './support/load-generator';
import { readPostgresCpu, readProcess } from './support/processes';

export interface IngestRow {
  what: string;
  requestCount: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  worstMs: number;
  /** CPU of the web process, and of all of Postgres' processes. */
  webMicros: number;
  postgresMicros: number;
  /** Requests that one core dedicated to the web process would answer. */
  perWebCore: number;
  /** Requests for each second of CPU of both. */
  perCore: number;
  generatorMicros: number;
  /** Of one minute, at the end: above the number of cores, wall time says little. */
  loadAverage: number;
}

const CONNECTIONS = 128;
/** Requests of each kind before the clock runs, so that the code is compiled and the caches are filled. */
const WARM_UP = 4_000;

/** @param requestCount of receipts and clicks; a third as many subscriptions */
export async function benchIngest(requestCount = 60_000, only = ''): Promise<IngestRow[]> {
  const database = await startBenchDatabase();
  const folder = join(tmpdir(), `belfry-ingest-${process.pid}`);
  const { closeDb, pool, systemDb } = await import('@/lib/platform/db');
  const { makeTestRun } = await import('@/lib/receipts/test-support');
  const { signTokens } = await import('@/lib/delivery/tokens');
  const { encodeId } = await import('@/lib/platform/ids');
  const { createSite } = await import('@/lib/sites/create-site');
  // BELFRY_BENCH_NODE_ARGS="--cpu-prof --cpu-prof-dir=/tmp/prof" writes a profile of the web process.
  const nodeArgs = (process.env.BELFRY_BENCH_NODE_ARGS ?? '').split(' ').filter(Boolean);
  const web = await startFrontDoor({ ...database.env, BELFRY_PUSH_HOSTS: '' }, nodeArgs);
  try {
    const run = await makeTestRun(requestCount);
    await pool.query('VACUUM ANALYZE deliveries');
    await pool.query('VACUUM ANALYZE subscribers');
    const workspace = await systemDb.workspace.create({ data: { name: 'Bench' } });
    const actor = { kind: 'system', workspaceId: encodeId('workspace', workspace.id) } as const;
    const origin = 'https://shop.example';
    const site = await createSite(actor, {
      name: 'Bench',
      allowedOrigins: [origin],
      vapidSubject: 'mailto:bench@example.com',
    });

    const expiresAt = new Date(Date.now() + 86_400_000);
    const tokens = run.subscriberIds.map((subscriberId) =>
      signTokens({ runId: run.id, subscriberId, expiresAt, actionCount: 0 }),
    );
    const browser =
      'User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\n' +
      'Accept: */*\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9\r\n' +
      `Origin: ${origin}\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: empty\r\n`;
    const receipts = {
      method: 'POST' as const,
      path: '/api/embed/receipts',
      headers: `${browser}Content-Type: text/plain\r\n`,
    };
    const points = Array.from({ length: 500 }, () => createECDH('prime256v1').generateKeys().toString('base64url'));

    const jobs: [string, Omit<LoadJob, 'port' | 'connections' | 'file'>, string[]][] = [
      // The same tokens twice: what the second pass says is known already.
      [
        'receipts (shown)',
        receipts,
        tokens.map(({ receipt: t }) =>
          JSON.stringify([
            { t, k: 'received' },
            { t, k: 'shown' },
          ]),
        ),
      ],
      ['receipts (repeated)', receipts, tokens.map(({ receipt: t }) => JSON.stringify([{ t, k: 'shown' }]))],
      [
        'clicks (redirects)',
        { method: 'GET', path: '', headers: browser },
        tokens.map(({ clicks }) => `/c/${clicks[0]}`),
      ],
      [
        'subscriptions',
        {
          method: 'POST',
          path: `/api/embed/${site.siteKey}/subscribe`,
          headers: `${browser}Content-Type: application/json\r\n`,
        },
        Array.from({ length: Math.ceil(requestCount / 3) }, (_, i) =>
          JSON.stringify({
            subscription: {
              endpoint: `https://fcm.googleapis.com/fcm/send/${randomBytes(24).toString('base64url')}`,
              keys: { p256dh: points[i % points.length], auth: randomBytes(16).toString('base64url') },
            },
            applicationServerKey: site.vapidPublicKey,
            prompt: 'dialog',
            language: 'en-GB',
            timezone: 'Europe/London',
            newSession: true,
          }),
        ),
      ],
    ];
    const rows: IngestRow[] = [];
    for (const [what, job, lines] of jobs) {
      if (!what.startsWith(only)) continue;
      const load = { ...job, port: web.port, connections: CONNECTIONS, file: folder };
      writeFileSync(folder, `${lines.slice(0, WARM_UP).join('\n')}\n`);
      await generateLoad(load);
      writeFileSync(folder, `${lines.slice(WARM_UP).join('\n')}\n`);
      const before = { web: readProcess(web.pid).cpuMicros, postgres: readPostgresCpu(database.server.pid) };
      const result = await generateLoad(load);
      const after = { web: readProcess(web.pid).cpuMicros, postgres: readPostgresCpu(database.server.pid) };
      const wrong = Object.entries(result.statuses).filter(([status]) => !['200', '204', '302'].includes(status));
      if (wrong.length > 0) throw new Error(`${what}: ${JSON.stringify(result.statuses)}\n${web.log()}`);
      const webMicros = (after.web - before.web) / result.requestCount;
      const postgresMicros = (after.postgres - before.postgres) / result.requestCount;
      rows.push({
        what,
        requestCount: result.requestCount,
        perSecond: result.requestCount / result.seconds,
        p50Ms: result.p50Ms,
        p99Ms: result.p99Ms,
        worstMs: result.worstMs,
        webMicros,
        postgresMicros,
        perWebCore: 1e6 / webMicros,
        perCore: 1e6 / (webMicros + postgresMicros),
        generatorMicros: result.cpuMicrosPerRequest,
        loadAverage: loadavg()[0] ?? 0,
      });
    }
    return rows;
  } finally {
    await web.stop();
    rmSync(folder, { force: true });
    await closeDb();
    await database.close();
  }
}

export function ingestTable(rows: IngestRow[]): string {
  const lines = rows.map(
    (row) =>
      `| ${row.what} | ${row.perSecond.toFixed(0)} | ${row.p50Ms.toFixed(1)} | ${row.p99Ms.toFixed(1)} | ${row.worstMs.toFixed(0)} | ` +
      `${row.webMicros.toFixed(0)} + ${row.postgresMicros.toFixed(0)} | ${row.perWebCore.toFixed(0)} | ${row.perCore.toFixed(0)} | ${row.generatorMicros.toFixed(0)} | ${row.loadAverage.toFixed(1)} |`,
  );
  return [
    '| what | per second | p50 ms | p99 ms | worst ms | CPU µs web + Postgres | per web core | per core of both | generator µs | load |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(ingestTable(await benchIngest(Number(process.argv[2] ?? 60) * 1_000, process.argv[3])));
  process.exit(0);
}
