import { afterAll, beforeAll, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { fanOutRun } from './fan-out-run';
import { BACKLOG_SQL, measureBacklog } from './measure-backlog';
import { makeRun, makeSite, type TestSite } from './test-kit/fixture';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Rows Removed by Filter'?: number;
  'Actual Rows'?: number;
  Plans?: PlanNode[];
}

let site: TestSite;

beforeAll(async () => {
  site = await makeSite();
  await pool.query(`INSERT INTO push_origins (origin) VALUES ('https://fcm.googleapis.com')`);
  await pool.query(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id)
     SELECT $1, 'https://fcm.googleapis.com/fcm/send/' || n, sha256(n::text::bytea), 1, 'x', 'y', $2
     FROM generate_series(1, 20000) n`,
    [site.id, site.vapidKeyId],
  );
}, 60_000);
afterAll(() => closeQueues());

it('says what is open, how long the oldest has waited, and which push services are held up', async () => {
  expect(await measureBacklog()).toEqual({
    runs: { running: 0, paused: 0, cancelled: 0 },
    lanes: [
      { lane: 'bulk', openCount: 0, oldestDueSeconds: 0 },
      { lane: 'priority', openCount: 0, oldestDueSeconds: 0 },
    ],
    paused: [],
  });
  const run = await makeRun(site);
  const other = await makeRun(site);
  await fanOutRun(run.id);
  await fanOutRun(other.id);
  await pool.query(`UPDATE runs SET status = 'paused' WHERE id = $1`, [other.id]);
  await pool.query(
    `UPDATE deliveries SET due_at = now() - interval '90 seconds'
     WHERE run_id = $1 AND subscriber_id = (SELECT min(subscriber_id) FROM deliveries WHERE run_id = $1)`,
    [run.id],
  );
  await pool.query(
    `INSERT INTO origin_states (origin_id, vapid_key_id, paused_until, fault_reason) VALUES
       (1, 1, now() + interval '1 minute', NULL), (1, 2, now() + interval '1 minute', NULL),
       (1, 3, now() - interval '1 minute', NULL), (1, 4, NULL, 'unauthorized')`,
  );
  const measured = await measureBacklog();
  expect(measured.runs).toEqual({ running: 1, paused: 1, cancelled: 0 });
  const [bulk] = measured.lanes;
  expect(bulk?.openCount).toBe(20_000);
  expect(bulk?.oldestDueSeconds).toBeGreaterThanOrEqual(90);
  expect(bulk?.oldestDueSeconds).toBeLessThan(900);
  expect(measured.paused.toSorted((a, b) => a.cause.localeCompare(b.cause))).toEqual([
    { hostname: 'fcm.googleapis.com', cause: 'backed_off', count: 2 },
    { hostname: 'fcm.googleapis.com', cause: 'fault', count: 1 },
  ]);
});

it('reads one index entry of each shard, not the rows', async () => {
  await pool.query('ANALYZE');
  const { rows } = await pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${BACKLOG_SQL}`, [500]);
  const nodes: PlanNode[] = [];
  const visit = (node: PlanNode) => {
    nodes.push(node);
    for (const child of node.Plans ?? []) visit(child);
  };
  visit(rows[0]['QUERY PLAN'][0].Plan);
  const read = nodes.filter((node) => node['Relation Name']?.startsWith('deliveries'));
  expect(read.length).toBeGreaterThan(0);
  for (const node of read) {
    expect(node['Node Type']).toMatch(/^Index (Only )?Scan$/);
    expect((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)).toBeLessThanOrEqual(1);
  }
});
