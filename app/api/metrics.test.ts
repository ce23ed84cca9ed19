import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fanOutRun } from '@/lib/delivery/fan-out-run';
import { closeConnections } from '@/lib/delivery/post-message';
import { sendShard } from '@/lib/delivery/send-shard';
import { addSubscribers, makeRun, makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { startDraining } from '@/lib/platform/readiness';
import { readMetrics } from '@/tests/support/read-metrics';
import { createFrontDoor, openFrontDoor } from './front-door';

// One process that serves and sends, so that one scrape shows what a real send and real receipts change.
const TOKEN = 'a-token-for-scraping';
const SITE_NAME = 'Canary Shoes';
let server: Server;
let base: string;
let sink: PushSink;
let site: TestSite;

beforeAll(async () => {
  process.env.BELFRY_METRICS_TOKEN = TOKEN;
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  site = await makeSite(SITE_NAME);
  server = createFrontDoor();
  openFrontDoor(server, (_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await closeQueues();
  await closeConnections();
  await sink.close();
});

const scrape = () => readMetrics(`${base}/metrics`, TOKEN);

it('is for who knows the token', async () => {
  const headers: Record<string, string>[] = [
    {},
    { authorization: 'Bearer ' },
    { authorization: `Bearer ${TOKEN}x` },
    { authorization: TOKEN },
  ];
  for (const given of headers) {
    const response = await fetch(`${base}/metrics`, { headers: given });
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain('belfry_');
  }
  expect((await fetch(`${base}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
});

it('shows a send and its receipts, and names nobody', async () => {
  const [first] = await addSubscribers(site, sink, 50);
  const run = await makeRun(site, { shardCount: 1 });
  const before = await scrape();
  sink.answer = (token) => ({ status: token === first?.token ? 404 : 201 });
  await fanOutRun(run.id);
  await sendShard(run.id, 0, new AbortController().signal);

  const { t } = sink.messages[5]?.message.notification.data ?? {};
  // The second time it is a repetition: heard, and no delivery marked.
  for (const kinds of [
    ['received', 'shown'],
    ['shown', 'dismissed'],
  ]) {
    const receipts = await fetch(`${base}/api/embed/receipts`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify(kinds.map((k) => ({ t, k }))),
    });
    expect(receipts.status).toBe(204);
  }

  const after = await scrape();
  const grown = (name: string, labels: Record<string, string> = {}) =>
    after.value(name, labels) - before.value(name, labels);
  expect(grown('belfry_push_posts_total', { service: 'other', code: '2xx' })).toBe(49);
  expect(grown('belfry_push_posts_total', { service: 'other', code: '404' })).toBe(1);
  expect(grown('belfry_push_post_seconds_count', { service: 'other' })).toBe(50);
  expect(grown('belfry_settled_rows_total', { state: 'accepted' })).toBe(49);
  expect(grown('belfry_settled_rows_total', { state: 'gone' })).toBe(1);
  expect(grown('belfry_settles_total')).toBeGreaterThan(0);
  expect(grown('belfry_claim_rows_sum')).toBeGreaterThanOrEqual(50);
  expect(grown('belfry_settle_lost_rows_total')).toBe(0);
  expect(after.value('belfry_push_breakers', { lane: 'bulk', state: 'closed' })).toBe(1);
  expect(after.value('belfry_push_window', { lane: 'bulk' })).toBeGreaterThan(0);
  expect(after.value('belfry_push_in_flight')).toBe(0);
  for (const kind of ['received', 'shown', 'dismissed']) expect(grown('belfry_ingest_total', { kind })).toBe(1);
  expect(grown('belfry_ingest_total', { kind: 'clicked' })).toBe(0);
  expect(grown('belfry_receipt_commit_rows_count')).toBe(2);
  expect(after.value('belfry_gauges_up', { source: 'database' })).toBe(1);
  expect(after.value('belfry_gauges_up', { source: 'queue' })).toBe(1);
  expect(after.value('belfry_db_connections', { state: 'idle' })).toBeGreaterThan(0);
  for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes']) {
    expect(after.text).toContain(`\n${name}`);
  }

  const { rows } = await pool.query<{ site_key: string }>('SELECT site_key FROM sites WHERE id = $1', [site.id]);
  const hidden = [SITE_NAME, rows[0]?.site_key, site.publicId, run.id, site.id, sink.host, first?.token, t].map(String);
  for (const secret of hidden) expect(after.text).not.toContain(secret);
  for (const label of after.labelValues) expect(label).toMatch(/^[-a-z0-9_.+/:{}A-Z]{1,64}$/);
});

it('counts requests by their route, however many addresses there are', async () => {
  for (let i = 0; i < 20; i++) await fetch(`${base}/api/v1/nothing-${i}`);
  await fetch(`${base}/api/embed/no-such-key/config`);
  const { labelValues, value } = await scrape();
  expect(value('belfry_http_request_seconds_count', { route: 'none', status: '4xx' })).toBeGreaterThanOrEqual(20);
  expect(value('belfry_http_request_seconds_count', { route: '/api/embed/:siteKey/config', status: '4xx' })).toBe(1);
  expect([...labelValues].filter((label) => /nothing|no-such-key/.test(label))).toEqual([]);
});

it('is ready until the process is told to end', async () => {
  expect(await (await fetch(`${base}/api/ready`)).json()).toMatchObject({ status: 'ready' });
  startDraining();
  const draining = await fetch(`${base}/api/ready`);
  expect(draining.status).toBe(503);
  expect(await draining.json()).toMatchObject({ status: 'draining', checks: { database: { ok: true } } });
  // What a load balancer still sends is answered.
  expect((await fetch(`${base}/api/health`)).status).toBe(200);
});
