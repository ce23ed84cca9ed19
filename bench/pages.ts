// How long the server takes for each page of the dashboard, to the last byte of its HTML, on a large site.
// Run: npx tsx bench/pages.ts [subscribers, 1,000,000 unless told] [deliveries, 10,000,000] [rounds, 15]
// BELFRY_BENCH_DIR keeps the site for the next run. With BELFRY_BENCH_SLOW_MS=20 the statements that took longer are
// written to standard error, page by page.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '@/lib/platform/postgres-server';
import { ensureBuild } from '@/tests/e2e/ensure-build';
import { PAGES, type Places } from '@/tests/e2e/pages';
import { type BenchDatabase, startBenchDatabase } from './support/bench-database';
import { readPostgresCpu, readProcess, startProcess, stopProcess } from './support/processes';

const WARM_UP = 3;
const READY_MS = 60_000;
/** So many people are made one by one; the others are like them. */
const PATTERN_COUNT = 20_000;
/** Nothing is sent: the push service need not be there. */
const PUSH_ORIGIN = 'https://127.0.0.1:21998';

interface PageRow {
  name: string;
  bytes: number;
  /** The first time that this process is asked for it: its code is loaded, nothing is remembered. */
  firstMs: number;
  medianMs: number;
  p95Ms: number;
  /** Of one request, on average: what it would take on a machine that does nothing else. */
  webCpuMs: number;
  postgresCpuMs: number;
}

/** Every page of pages.ts once, and the lists with each of their filters. */
function addressesOf(made: Places): { name: string; path: string }[] {
  const plain = PAGES.filter((one) => !one.isPublic && !one.status && !one.isDemo).map((one) => ({
    name: one.name.replace(/-empty$|-past$/, ''),
    path: one.path(made),
  }));
  const site = made.sample;
  const filtered = [
    ['subscribers, next page', `/subscribers?cursor=${made.subscriberId}`],
    ['subscribers, by your id', '/subscribers?search=customer-1002'],
    ['subscribers, an id that nobody has', '/subscribers?search=nobody'],
    ['subscribers, gone', '/subscribers?status=gone'],
    ['subscribers, a common browser', '/subscribers?browser=Chrome'],
    ['subscribers, a browser that nobody has', '/subscribers?browser=Opera'],
    ['subscribers, a country', '/subscribers?country=NL'],
    ['subscribers, a country that nobody is in', '/subscribers?country=NZ'],
    ['subscribers, a topic', '/subscribers?topic=offers'],
    ['subscribers, a topic that nobody follows', '/subscribers?topic=nothing'],
    ['subscribers, a segment', `/subscribers?segmentId=${made.segmentId}`],
    ['subscriber, why a campaign', `/subscribers/${made.subscriberId}?campaign=${made.sentId}`],
    ['campaigns, by name', '/campaigns?search=Sale'],
    ['campaigns, none found', '/campaigns?search=nothing&status=done'],
    ['growth, a year', '/growth?days=365'],
    ['webhook, failed', `/developers/webhooks/${made.webhookId}?state=failed`],
    ['webhook, waiting', `/developers/webhooks/${made.webhookId}?state=pending`],
  ].map(([name = '', path]) => ({ name, path: `${site}${path}` }));
  const seen = new Set<string>();
  return [...plain, ...filtered].filter(({ path }) => !seen.has(path) && seen.add(path));
}

async function benchPages(subscriberCount: number, deliveryCount: number, rounds: number): Promise<PageRow[]> {
  await ensureBuild();
  const database = await startBenchDatabase();
  const { closeDb, pool } = await import('@/lib/platform/db');
  let web: ReturnType<typeof startProcess> | undefined;
  try {
    const { makeBenchSite } = await import('./support/bench-site');
    const { fillSite } = await import('./support/fill-site');
    const site = await makeBenchSite(PUSH_ORIGIN, Math.min(subscriberCount, PATTERN_COUNT), `Pages ${subscriberCount}`);
    const made = await fillSite(site, subscriberCount, deliveryCount);
    const slowMs = Number(process.env.BELFRY_BENCH_SLOW_MS ?? -1);
    await pool.query(`ALTER DATABASE postgres SET log_min_duration_statement = ${slowMs}`);
    const port = await findFreePort();
    web = startProcess('dist/server.js', { ...database.env, PORT: String(port) });
    const cookie = await sessionCookie(site.actor.userId, port);
    await closeDb();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (path: string) => get(agent, port, path, cookie);
    await waitUntilReady(ask);
    const webPid = web.pid ?? 0;
    const cpu = () => ({ web: readProcess(webPid).cpuMicros, postgres: readPostgresCpu(database.server.pid) });
    const rows: PageRow[] = [];
    for (const { name, path } of addressesOf(made)) {
      const slow = slowMs < 0 ? () => '' : readLog(database);
      rows.push(await measure(name, () => ask(path), rounds, cpu));
      const statements = slow();
      if (statements) process.stderr.write(`\n${name}  ${path}\n${statements}\n`);
    }
    agent.destroy();
    return rows;
  } finally {
    if (web) await stopProcess(web);
    await closeDb();
    await database.close();
  }
}

async function measure(
  name: string,
  ask: () => Promise<Answer>,
  rounds: number,
  cpu: () => { web: number; postgres: number },
): Promise<PageRow> {
  const first = await ask();
  for (let round = 0; round < WARM_UP; round++) await ask();
  const before = cpu();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push((await ask()).ms);
  const after = cpu();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(rounds - 1, Math.ceil(rounds * share) - 1)] ?? 0;
  return {
    name,
    bytes: first.bytes,
    firstMs: first.ms,
    medianMs: at(0.5),
    p95Ms: at(0.95),
    webCpuMs: (after.web - before.web) / 1_000 / rounds,
    postgresCpuMs: (after.postgres - before.postgres) / 1_000 / rounds,
  };
}

interface Answer {
  bytes: number;
  ms: number;
}

/** To the last byte, as a browser that opens the address. @throws Error for any answer but 200 */
function get(agent: http.Agent, port: number, path: string, cookie: string): Promise<Answer> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { host: `localhost:${port}`, cookie, accept: 'text/html' };
    const request = http.get({ agent, host: '127.0.0.1', port, path, headers }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ bytes, ms: performance.now() - from });
        else reject(new Error(`${path}: ${response.statusCode} ${response.headers.location ?? ''}`));
      });
    });
    request.on('error', reject);
  });
}

async function waitUntilReady(ask: (path: string) => Promise<Answer>): Promise<void> {
  const until = performance.now() + READY_MS;
  for (;;) {
    try {
      await ask('/api/ready');
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(100);
    }
  }
}

/** Signed in as the site's owner, by the cookie that signing in sets. */
async function sessionCookie(userId: string, port: number): Promise<string> {
  process.env.PORT = String(port);
  const { systemDb } = await import('@/lib/platform/db');
  const { decodeId } = await import('@/lib/platform/ids');
  const { env } = await import('@/lib/platform/env');
  const { SESSION_SECONDS, sessionCookieName, sessionJwt } = await import('@/app/session-cookie');
  const user = await systemDb.user.findUniqueOrThrow({ where: { id: decodeId('user', userId) } });
  const token = { sub: userId, name: user.name, email: user.email, sessionVersion: user.sessionVersion };
  const value = await sessionJwt.encode({ token, secret: env().BELFRY_SECRET, maxAge: SESSION_SECONDS });
  return `${sessionCookieName()}=${value}`;
}

/** What Postgres writes from now on: its slow statements, each once, with the longest time. */
function readLog({ folder }: BenchDatabase): () => string {
  const file = openSync(join(folder, 'postgres.log'), 'r');
  const from = fstatSync(file).size;
  return () => {
    const written = Buffer.alloc(fstatSync(file).size - from);
    readSync(file, written, 0, written.length, from);
    closeSync(file);
    const worst = new Map<string, number>();
    const slow = /duration: ([\d.]+) ms\s+(?:execute|statement)[^:]*: ([\s\S]*?)(?=\n\d{4}-\d\d-\d\d |$)/g;
    for (const [, ms, text = ''] of written.toString().matchAll(slow)) {
      const statement = text.replace(/\s+/g, ' ').slice(0, 240);
      worst.set(statement, Math.max(worst.get(statement) ?? 0, Number(ms)));
    }
    return [...worst].map(([statement, ms]) => `  ${ms.toFixed(0)} ms  ${statement}`).join('\n');
  };
}

const [subscribers = 1_000_000, deliveries = 10_000_000, rounds = 15] = process.argv.slice(2).map(Number);
const rows = await benchPages(subscribers, deliveries, rounds);
console.log('| page | HTML | first | median | 95th percentile | CPU of one request: web, Postgres |');
console.log('|---|---|---|---|---|---|');
const ms = (value: number) => `${value.toFixed(0)} ms`;
for (const { name, bytes, firstMs, medianMs, p95Ms, webCpuMs, postgresCpuMs } of rows.sort(
  (a, b) => b.medianMs - a.medianMs,
)) {
  const times = [firstMs, medianMs, p95Ms].map(ms).join(' | ');
  console.log(`| ${name} | ${Math.round(bytes / 1_024)} KB | ${times} | ${ms(webCpuMs)}, ${ms(postgresCpuMs)} |`);
}
