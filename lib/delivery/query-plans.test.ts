import type { Pool } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { keyPool, pool } from '@/lib/platform/db';
import { CLAIM_SQL, claimBatch } from './claim-batch';
import { fanOutRun } from './fan-out-run';
import { planPageQuery } from './plan-page';
import { SETTLE_SQL, settleValues } from './settle-batch';
import { EVERYONE, makeRun, makeSite, type TestRun, type TestSite } from './test-kit/fixture';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  'Actual Loops'?: number;
  Plans?: PlanNode[];
}

let site: TestSite;
let run: TestRun;
/** Planned after the table's figures were taken, as any run of a month but its first. */
let later: TestRun;

// Enough rows that a wrong plan is the dearer one, in a table with other runs and months.
beforeAll(async () => {
  site = await makeSite();
  await pool.query(`INSERT INTO push_origins (origin) VALUES ('https://fcm.googleapis.com')`);
  await pool.query(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id)
     SELECT $1, 'https://fcm.googleapis.com/fcm/send/' || n, sha256(n::text::bytea), 1, 'x', 'y', $2
     FROM generate_series(1, 30000) n`,
    [site.id, site.vapidKeyId],
  );
  await fanOutRun((await makeRun(site)).id);
  run = await makeRun(site);
  await fanOutRun(run.id);
  await pool.query('ANALYZE');
  later = await makeRun(site);
  await fanOutRun(later.id);
}, 120_000);

/** Runs the statement, reads its plan, undoes it. `isNew`: without figures of the run's rows. */
async function planOf(
  text: string,
  params: unknown[],
  options: { isNew?: boolean; from?: Pool } = {},
): Promise<PlanNode[]> {
  const client = await (options.from ?? keyPool).connect();
  try {
    await client.query('BEGIN');
    if (options.isNew) {
      // As Postgres sees a month's partition whose first run was planned a second ago.
      await client.query('SET LOCAL allow_system_table_mods = on');
      await client.query("DELETE FROM pg_statistic WHERE starelid::regclass::text LIKE 'deliveries%'");
      await client.query("UPDATE pg_class SET reltuples = -1 WHERE relname LIKE 'deliveries%'");
    }
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      params,
    );
    const nodes: PlanNode[] = [];
    const walk = (node: PlanNode) => {
      nodes.push(node);
      for (const child of node.Plans ?? []) walk(child);
    };
    for (const { Plan } of rows[0]?.['QUERY PLAN'] ?? []) walk(Plan);
    return nodes;
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

const isOf = (relation: RegExp) => (node: PlanNode) => relation.test(node['Relation Name'] ?? '');
const seqScans = (nodes: PlanNode[]) =>
  nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'] ?? '');
/** Rows that a node read, kept or not. */
const readCount = (node: PlanNode) => (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);

/** Pairs of rows that joins compared in vain: each row with each grows with the square of a group. */
const compareCount = (nodes: PlanNode[]) =>
  nodes.reduce((sum, node) => sum + (node['Rows Removed by Join Filter'] ?? 0), 0);

describe('query plans', () => {
  it('fan-out reads the next subscribers by key, not all of them', async () => {
    const next = await makeRun(site);
    await pool.query('UPDATE runs SET cursor_subscriber_id = (SELECT min(id) + 20000 FROM subscribers) WHERE id = $1', [
      next.id,
    ]);
    const { text, params } = planPageQuery(next.id, site.id, EVERYONE, 500);
    const nodes = await planOf(text, params, { from: pool });
    expect(seqScans(nodes)).not.toContain('subscribers');
    const scans = nodes.filter(isOf(/^subscribers$/));
    expect(scans.length).toBeGreaterThan(0);
    for (const scan of scans) expect(readCount(scan)).toBeLessThanOrEqual(500);
  });

  it.each([{ isNew: false }, { isNew: true }])(
    'claim reads the due index of its own partition and the subscribers by key ($isNew)',
    async (options) => {
      const nodes = await planOf(CLAIM_SQL, [run.id, 1, 256, 0], options);
      expect(seqScans(nodes).filter((name) => /^(deliveries|subscribers)/.test(name))).toEqual([]);
      const due = nodes.filter((node) => /due|shard/.test(node['Index Name'] ?? ''));
      expect(due.length).toBe(1);
      expect(readCount(due[0] as PlanNode)).toBe(256);
      const read = nodes.filter((node) => isOf(/^deliveries_/)(node) && readCount(node) > 0);
      expect(new Set(read.map((node) => node['Relation Name'])).size).toBe(1);
      for (const scan of read) expect(readCount(scan)).toBeLessThanOrEqual(256);
      for (const scan of nodes.filter(isOf(/^subscribers$/))) expect(readCount(scan)).toBeLessThanOrEqual(256);
      expect(compareCount(nodes)).toBe(0);
    },
  );

  it('claim puts its lists together once, not for each row', async () => {
    const nodes = await planOf(CLAIM_SQL, [later.id, 1, 256, 0]);
    const lists = nodes.filter((node) => node['Node Type'] === 'Aggregate');
    expect(lists.length).toBeGreaterThan(0);
    expect(Math.max(...lists.map((node) => node['Actual Loops'] ?? 0))).toBe(1);
  });

  it.each([{ isNew: false }, { isNew: true }])('settle finds its rows by key ($isNew)', async (options) => {
    const { rows } = await claimBatch(run.id, 0, 128);
    // What else is being sent is none of its business.
    await claimBatch(run.id, 2, 2_000);
    const values = settleValues({
      runId: run.id,
      siteId: site.id,
      settlements: rows.map((row) => ({
        subscriberId: row.subscriberId,
        originId: row.originId,
        fence: row.fence,
        state: 3,
        reason: 'gone',
        statusCode: 410,
        delayMs: 0,
        isUnsent: false,
        endSubscription: { status: 'gone', endpointSetAt: row.endpointSetAt },
      })),
      working: [],
      pauses: [],
      alerts: [],
    });
    const nodes = await planOf(SETTLE_SQL, values, options);
    expect(seqScans(nodes).filter((name) => /^(deliveries|subscribers)/.test(name))).toEqual([]);
    for (const scan of nodes.filter(isOf(/^(deliveries|subscribers)/)))
      expect(readCount(scan)).toBeLessThanOrEqual(128);
    expect(compareCount(nodes.filter((node) => !(node.Plans ?? []).some(isOf(/^subscribers$/))))).toBe(0);
  });
});
