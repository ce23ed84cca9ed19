import { beforeAll, describe, expect, it } from 'vitest';
import type { SegmentRule } from '@/lib/contracts/segments';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { type PlanNode, planOf } from '@/tests/support/plan-of';
import { compileRule } from './compile-rule';
import { EVENT_NAMES_SQL } from './known-behaviour';

// Enough rows that reading a whole table costs the planner more than its index: what is asserted is the index that is
// taken, and that no other month of the deliveries is read, not how long it takes.

const PEOPLE = 6_000;
const NAMES = 60;
const AS_OF = new Date('2026-11-20T12:00:00Z');
const ID_EPOCH = Date.UTC(2026, 0, 1);
const MONTHS = ['202608', '202609', '202610', '202611'];
let siteId: bigint;
let campaignId: bigint;

beforeAll(async () => {
  const site = await makeTestSite();
  siteId = site.id;
  await pool.query(`INSERT INTO push_origins (id, origin) VALUES (1, 'https://push.example')`);
  await pool.query(`SELECT belfry_ensure_delivery_partitions('2026-08-01', 4)`);
  await pool.query(
    `INSERT INTO subscribers (id, site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id)
     SELECT n, $1, '', n::text::bytea, 1, '', '', $2 FROM generate_series(1, $3::int) n`,
    [siteId, site.currentVapidKeyId, PEOPLE],
  );
  await pool.query(
    `INSERT INTO subscriber_events (site_id, subscriber_id, kind, name, props, at)
     SELECT $1, 1 + n % $2::int, 'custom', 'event' || n % $3::int, '{"total": 5}', $4::timestamptz - n % 300 * interval '1 day'
     FROM generate_series(1, 60000) n`,
    [siteId, PEOPLE, NAMES, AS_OF],
  );
  await pool.query(`INSERT INTO site_paths (site_id, path) SELECT $1, '/page/' || n FROM generate_series(1, 200) n`, [
    siteId,
  ]);
  await pool.query(
    `INSERT INTO page_visits (subscriber_id, path_id, day, site_id, visit_count)
     SELECT 1 + n % $2::int, (SELECT min(id) FROM site_paths) + n % 199, $3::date - n % 60, $1, 1 FROM generate_series(1, 60000) n
     ON CONFLICT DO NOTHING`,
    [siteId, PEOPLE, AS_OF],
  );
  const made = await pool.query<{ id: bigint }>(
    `INSERT INTO campaigns (site_id, name, audience, ttl_seconds, updated_at)
     SELECT $1, 'C' || n, '{"all":true}', 60, now() FROM generate_series(1, 2) n RETURNING id`,
    [siteId],
  );
  const [first, second] = made.rows.map(({ id }) => id);
  campaignId = second ?? 0n;
  // The first campaign goes out every month, the second in October alone.
  const runs = [
    ...[7, 8, 9, 10].map((month) => ({ month, campaign: first, day: 3 })),
    { month: 9, campaign: second, day: 5 },
  ];
  for (const { month, campaign, day } of runs) {
    const runId = BigInt(Date.UTC(2026, month, day) - ID_EPOCH) << 20n;
    await pool.query(
      `INSERT INTO runs (id, site_id, campaign_id, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at, shard_count, bound_subscriber_id)
       VALUES ($1, $2, $3, '{}', '[]', 60, 'low', 'resend', now(), 1, 0)`,
      [runId, siteId, campaign],
    );
    await pool.query(
      `INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, state, clicked_at)
       SELECT $1, n, $2, 1, 0, 2, CASE WHEN n % 10 = 0 THEN now() END FROM generate_series(1, $3::int) n`,
      [runId, siteId, PEOPLE],
    );
  }
  await pool.query('VACUUM ANALYZE');
});

async function plan(rule: SegmentRule, how: 'set' | 'page'): Promise<PlanNode[]> {
  const params: unknown[] = [siteId];
  const where = compileRule(rule, params, AS_OF, how === 'set' ? siteId : undefined);
  const from = `FROM subscribers s WHERE s.site_id = $1 AND ${where}`;
  const page = `SELECT s.id ${from} AND s.id > 100 ORDER BY s.id LIMIT 50`;
  return planOf(how === 'set' ? `SELECT count(*) ${from}` : page, params);
}

const indexes = (nodes: PlanNode[]) => nodes.map((node) => node['Index Name'] ?? '');
/** The months whose rows were really looked at. */
const monthsRead = (nodes: PlanNode[]) =>
  MONTHS.filter((month) =>
    nodes.some((node) => node['Relation Name'] === `deliveries_${month}` && (node['Actual Loops'] ?? 0) > 0),
  );
const scannedWhole = (nodes: PlanNode[], table: RegExp) =>
  nodes.filter((node) => node['Node Type'] === 'Seq Scan' && table.test(node['Relation Name'] ?? ''));

const event: SegmentRule = { field: 'event', operator: 'did', event: 'event7', withinDays: 60 };
const often: SegmentRule = { ...event, atLeast: 2 };
const path: SegmentRule = { field: 'page', operator: 'visited', match: 'is', path: '/page/7', withinDays: 30 };

describe('a condition on behaviour', () => {
  it.each([
    ['once', event],
    ['often', often],
    ['not', { op: 'not', rule: event } as SegmentRule],
    ['or', { op: 'or', rules: [often, path] } as SegmentRule],
  ])('finds those who did an event by its name and time: %s', async (_name, rule) => {
    const nodes = await plan(rule, 'set');
    expect(indexes(nodes)).toContain('subscriber_events_site_id_name_at_subscriber_id_idx');
    expect(scannedWhole(nodes, /^subscriber_events$/)).toEqual([]);
  });

  it.each([
    ['once', event],
    ['often', often],
    ['not', { op: 'not', rule: event } as SegmentRule],
  ])('looks at a subscriber’s own events where a page is wanted: %s', async (_name, rule) => {
    const nodes = await plan(rule, 'page');
    const used = indexes(nodes).filter((name) => name.startsWith('subscriber_events'));
    expect(used.length).toBeGreaterThan(0);
    expect(scannedWhole(nodes, /^subscriber_events$/)).toEqual([]);
  });

  it('finds those who visited a page by its path', async () => {
    const nodes = await plan(path, 'set');
    expect(indexes(nodes)).toContain('page_visits_path_id_day_subscriber_id_idx');
    expect(scannedWhole(nodes, /^page_visits$/)).toEqual([]);
  });

  it('looks at a subscriber’s own visits where a page is wanted', async () => {
    const nodes = await plan(path, 'page');
    expect(indexes(nodes)).toContain('page_visits_pkey');
    expect(scannedWhole(nodes, /^page_visits$/)).toEqual([]);
  });

  it.each(['set', 'page'] as const)('reads only the months in which the campaign was sent: %s', async (how) => {
    const nodes = await plan(
      { field: 'campaign', operator: 'clicked', campaignId: encodeId('campaign', campaignId) },
      how,
    );
    expect(monthsRead(nodes)).toEqual(['202610']);
  });

  it.each(['set', 'page'] as const)('reads only the months of the last days, for any campaign: %s', async (how) => {
    const nodes = await plan({ field: 'campaign', operator: 'not_clicked', withinDays: 45 }, how);
    expect(monthsRead(nodes)).not.toContain('202608');
    expect(monthsRead(nodes)).not.toContain('202609');
    expect(monthsRead(nodes)).toContain('202611');
  });
});

describe('the names of events', () => {
  it('are found in one step of the index each', async () => {
    const nodes = await planOf(EVENT_NAMES_SQL, [siteId, 100]);
    expect(scannedWhole(nodes, /^subscriber_events$/)).toEqual([]);
    const read = nodes
      .filter((node) => node['Relation Name'] === 'subscriber_events')
      .reduce((sum, node) => sum + (node['Actual Rows'] ?? 0) * (node['Actual Loops'] ?? 0), 0);
    // One for each name, and the newest twenty of it for their properties.
    expect(read).toBeLessThanOrEqual(NAMES * 21 + NAMES);
  });
});
