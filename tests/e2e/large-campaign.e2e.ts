import { afterAll, beforeAll, beforeEach, expect, it, onTestFailed } from 'vitest';
import type { CampaignStats } from '@/lib/contracts/campaigns';
import type { SubscriptionJson } from '../push-service/push-service.types';
import { eventually } from '../push-service/wait-for';
import { type PushProcess, startPushProcess } from './push-process';
import { type Api, type Belfry, type Setup, startBelfry } from './start-belfry';

// A campaign of real size through the product as `npm start` runs it: what delivery.md promises (I1 complete, I2
// unique, I4 bounded ambiguity, I8 counters), counted on both sides, by the database and by the push service.

const SIZE = 50_000;
const BATCH = 1_000;
/** Leases end after a minute, the reconciler looks every 15 s. */
const DONE = { timeoutMs: 300_000, what: 'the end of the campaign' };

let push: PushProcess;
let belfry: Belfry;
let setup: Setup;
let api: Api;
let people: SubscriptionJson[];

beforeAll(async () => {
  push = await startPushProcess();
  belfry = await startBelfry({ env: { BELFRY_PUSH_HOSTS: push.host } });
  setup = await belfry.setup('https://shop.example');
  api = belfry.api(setup.apiKey);
  people = await push.createSubscribers(SIZE, setup.vapidPublicKey);
  for (let at = 0; at < SIZE; at += BATCH) {
    const subscribers = people.slice(at, at + BATCH).map(({ endpoint, keys }, index) => ({
      endpoint,
      keys,
      externalId: `person-${at + index}`,
    }));
    const { results } = await api<{ results: { status: string }[] }>(
      'POST',
      `/api/v1/sites/${setup.siteId}/subscribers/batch`,
      { subscribers },
    );
    expect(results.filter(({ status }) => status !== 'created')).toEqual([]);
  }
});
afterAll(async () => {
  await belfry?.close();
  await push?.close();
});
beforeEach(async () => {
  onTestFailed(() => console.error(belfry.log()));
  await push.clear();
});

interface CampaignAnswer {
  id: string;
  status: string;
  stats: CampaignStats;
}

async function launch(name: string): Promise<string> {
  const { id } = await api<CampaignAnswer>('POST', `/api/v1/sites/${setup.siteId}/campaigns`, {
    name,
    message: { title: name, body: 'Fresh from the oven', url: 'https://shop.example/' },
    audience: { all: true },
  });
  await api('POST', `/api/v1/campaigns/${id}/launch`);
  return id;
}

const get = (id: string) => api<CampaignAnswer>('GET', `/api/v1/campaigns/${id}`);
/** The smallest sum of messages the push service has answered with 201. */
const taken = async () => (await push.counts()).takenCount;

async function finish(id: string): Promise<CampaignStats> {
  return eventually(async () => {
    const { status, stats } = await get(id);
    return status === 'done' && stats;
  }, DONE);
}

/** State by number of rows, straight from the table, and what the counters say of the same run. */
async function rowsOf(id: string): Promise<{ rows: Record<string, number>; reasons: Record<string, number> }> {
  const counted = await belfry.sql<{ state: number; reason: string | null; count: number }>(`
    SELECT state, reason, count(*)::int AS count FROM deliveries
    WHERE run_id = (SELECT max(id) FROM runs) GROUP BY state, reason`);
  const names = ['pending', 'sending', 'accepted', 'gone', 'rejected', 'expired', 'suppressed', 'unknown'];
  const rows: Record<string, number> = {};
  const reasons: Record<string, number> = {};
  for (const { state, reason, count } of counted) {
    const name = names[state] ?? String(state);
    rows[name] = (rows[name] ?? 0) + count;
    if (reason) reasons[`${name} ${reason}`] = (reasons[`${name} ${reason}`] ?? 0) + count;
  }
  expect((await get(id)).stats, 'counters equal rows').toMatchObject(rows);
  return { rows, reasons };
}

/** I1 and I8: every row ended, the states add up to the audience, whoever counts. */
function expectComplete(stats: CampaignStats, audience: number): void {
  const { accepted, gone, rejected, expired, suppressed, unknown } = stats;
  expect(stats).toMatchObject({ audience, pending: 0 });
  expect(accepted + gone + rejected + expired + suppressed + unknown).toBe(audience);
}

it('50,000 subscribers: each exactly once, every row ended', { timeout: 400_000 }, async () => {
  const startedAt = Date.now();
  const id = await launch('Fifty thousand');
  const stats = await finish(id);
  const seconds = (Date.now() - startedAt) / 1000;
  process.stderr.write(`50,000 messages in ${seconds.toFixed(1)} s, ${Math.round(SIZE / seconds)} a second\n`);
  expectComplete(stats, SIZE);
  expect((await rowsOf(id)).rows).toEqual({ accepted: SIZE });
  expect(await push.counts()).toMatchObject({
    takenCount: SIZE,
    endpointCount: SIZE,
    duplicateCount: 0,
    multiRecordCount: 0,
    byStatus: { 201: SIZE },
    problems: [],
  });
});

it('the worker killed in the middle: nothing lost, repeated at most what was in flight', {
  timeout: 500_000,
}, async () => {
  const id = await launch('Killed in the middle');
  await eventually(async () => (await taken()) > SIZE / 3, { what: 'a third', timeoutMs: 120_000 });
  const killed = await belfry.workerPid();
  await belfry.killWorker();
  const [{ count: inFlight } = { count: -1 }] = await belfry.sql<{ count: number }>(
    'SELECT count(*)::int AS count FROM deliveries WHERE run_id = (SELECT max(id) FROM runs) AND state = 1',
  );
  const [{ count: left } = { count: 0 }] = await belfry.sql<{ count: number }>(
    'SELECT count(*)::int AS count FROM deliveries WHERE run_id = (SELECT max(id) FROM runs) AND state = 0',
  );
  expect(left, 'it was in the middle').toBeGreaterThan(0);
  expect(inFlight, 'it had something in its hands').toBeGreaterThan(0);
  expect(await belfry.workerPid()).not.toBe(killed);

  const stats = await finish(id);
  expectComplete(stats, SIZE);
  expect((await rowsOf(id)).rows).toEqual({ accepted: SIZE });
  const counts = await push.counts();
  expect(counts.endpointCount, 'nobody was left out').toBe(SIZE);
  expect(counts.messageCount, 'one message each, however often sent').toBe(SIZE);
  expect(counts.duplicateCount).toBeLessThanOrEqual(inFlight);
  expect(counts.mostRepeatedCount).toBeLessThanOrEqual(2);
  process.stderr.write(`killed with ${inFlight} in flight and ${left} to go; ${counts.duplicateCount} sent twice\n`);
});

it('faults of every kind in between: each row ends as its answer says', { timeout: 500_000 }, async () => {
  // Those who subscribed just now get a second chance after a 410; these did an hour ago.
  await belfry.sql("UPDATE subscribers SET endpoint_set_at = now() - interval '1 hour'");
  const endpoints = people.map(({ endpoint }) => endpoint);
  const take = (from: number, count: number) => endpoints.slice(from, from + count);
  await push.setFault(take(0, 300), { status: 404 });
  await push.setFault(take(10_000, 400), { status: 410 });
  await push.setFault(take(20_000, 200), { status: 413 });
  await push.setFault(take(30_000, 50), { status: 429, retryAfter: 1, times: 1 });
  await push.setFault(take(40_000, 500), { status: 500, times: 2 });
  await push.setFault(take(45_000, 100), { reset: true, times: 1 });

  const id = await launch('Rough weather');
  const stats = await finish(id);
  expectComplete(stats, SIZE);
  const { rows, reasons } = await rowsOf(id);
  expect(rows).toEqual({ accepted: SIZE - 900, gone: 700, rejected: 200 });
  expect(Object.keys(reasons)).toHaveLength(3);
  const counts = await push.counts();
  expect(counts).toMatchObject({ takenCount: SIZE - 900, endpointCount: SIZE - 900, duplicateCount: 0 });
  expect(counts.byStatus).toMatchObject({ 404: 300, 410: 400, 429: 50, 500: 1_000, reset: 100 });

  const { items } = await api<{ items: { status: string }[] }>(
    'GET',
    `/api/v1/sites/${setup.siteId}/subscribers?status=gone&limit=1`,
  );
  expect(items).toHaveLength(1);
  const after = await belfry.sql<{ status: string; count: number }>(
    'SELECT status::text, count(*)::int AS count FROM subscribers GROUP BY status ORDER BY status',
  );
  expect(after).toEqual([
    { status: 'active', count: SIZE - 700 },
    { status: 'gone', count: 700 },
  ]);
});
