import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '@/lib/accounts/list-audit';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import type { SystemActor } from '@/lib/contracts/actors';
import type { SubscriberQuery } from '@/lib/contracts/subscribers';
import { listExports } from '@/lib/exports/list-exports';
import { listImports } from '@/lib/imports/list-imports';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { countSegments } from '@/lib/segments/count-segments';
import { knownBehaviour } from '@/lib/segments/known-behaviour';
import { listMembers } from '@/lib/segments/list-members';
import { listSegments } from '@/lib/segments/list-segments';
import { addCampaignStats } from '@/lib/stats/add-campaign-stats';
import { addGoalTotals } from '@/lib/stats/add-goal-totals';
import { campaignProgress } from '@/lib/stats/campaign-progress';
import { campaignReport } from '@/lib/stats/campaign-report';
import { compareCampaigns } from '@/lib/stats/compare-campaigns';
import { explainDelivery } from '@/lib/stats/explain-delivery';
import { listCampaignDeliveries } from '@/lib/stats/list-campaign-deliveries';
import { listGoals } from '@/lib/stats/list-goals';
import { siteGrowth } from '@/lib/stats/site-growth';
import { siteOverview } from '@/lib/stats/site-overview';
import { subscriberTimeline } from '@/lib/stats/subscriber-timeline';
import { findById } from '@/lib/subscribers/find-by-id';
import { getSubscriber } from '@/lib/subscribers/get-subscriber';
import { knownValues } from '@/lib/subscribers/known-values';
import { listEvents } from '@/lib/subscribers/list-events';
import { listTestSubscribers } from '@/lib/subscribers/list-test-subscribers';
import { personDetails } from '@/lib/subscribers/person-details';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { getDelivery } from '@/lib/webhooks/get-delivery';
import { listDeliveries } from '@/lib/webhooks/list-deliveries';
import { planOf, readCount } from './support/plan-of';

// What the pages of the dashboard ask the database, statement by statement, whoever sends it: nothing scans a large
// table, and a list reads about as many rows as it shows, also where the filter finds nobody.

const PEOPLE = 20_000;
/** Of another site, in the same tables. */
const OTHERS = 20_000;
const PAGE = 50;
/** A page, what a filter that one in ten meets skips over, and the newest 3,000 that known values are taken from. */
const MOST_READ = 3_100;
const LARGE = /^(subscribers|deliveries|subscriber_events|consent_records|page_visits|attributions|webhook_|audit_)/;

interface Statement {
  text: string;
  values: unknown[];
}

let recorded: Statement[] | null = null;
const send = pg.Client.prototype.query;
pg.Client.prototype.query = function record(this: pg.Client, ...args: unknown[]) {
  const [first, second] = args;
  const { text, values } =
    typeof first === 'string' ? { text: first, values: second } : (first as { text: string; values?: unknown });
  if (/^\s*(select|with)\b/i.test(text)) recorded?.push({ text, values: Array.isArray(values) ? values : [] });
  return Reflect.apply(send, this, args);
} as typeof send;

/** What went to the database meanwhile, by our pool or by Prisma's. */
async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  recorded = [];
  try {
    await work();
    return recorded;
  } finally {
    recorded = null;
  }
}

/** @param mostRead rows of one large table, by one statement */
async function problemsOf(work: () => Promise<unknown>, mostRead = MOST_READ): Promise<string[]> {
  const statements = await statementsOf(work);
  expect(statements.length).toBeGreaterThan(0);
  const problems: string[] = [];
  for (const { text, values } of statements) {
    for (const node of await planOf(text, values)) {
      const table = node['Relation Name'] ?? '';
      if (!LARGE.test(table)) continue;
      const type = node['Node Type'];
      const isScan = type === 'Seq Scan' && readCount(node) > 0;
      if (isScan || readCount(node) > mostRead) {
        problems.push(`${type} of ${table} reads ${readCount(node)} rows: ${text.replace(/\s+/g, ' ').slice(0, 400)}`);
      }
    }
  }
  return problems;
}

let actor: SystemActor;
let siteId: string;
let subscriberId: string;
let campaignIds: string[];
let webhookId: string;
let deliveryId: string;
let auditId: string;

beforeAll(async () => {
  const site = await makeTestSite();
  const other = await makeTestSite();
  ({ actor, publicId: siteId } = site);
  await pool.query(`INSERT INTO push_origins (id, origin) VALUES (1, 'https://push.example')`);
  for (const { id, currentVapidKeyId, from, count } of [
    { ...site, from: 1, count: PEOPLE },
    { ...other, from: PEOPLE + 1, count: OTHERS },
  ]) {
    await addPeople(id, currentVapidKeyId, from, count);
  }
  subscriberId = encodeId('subscriber', BigInt(PEOPLE));
  await pool.query(
    `INSERT INTO segments (site_id, name, rule, updated_at)
     VALUES ($1, 'Team', '{"field": "tag", "key": "plan", "operator": "is", "value": "team"}', now()),
       ($1, 'Ordered', '{"field": "event", "operator": "did", "event": "order_placed", "withinDays": 30}', now())`,
    [site.id],
  );
  const campaigns = [await addCampaign(site.id, 1), await addCampaign(site.id, 1)];
  await addCampaign(other.id, PEOPLE + 1);
  campaignIds = campaigns.map((id) => encodeId('campaign', id));
  await pool.query(`INSERT INTO goals (site_id, name, event_name) VALUES ($1, 'Order', 'order_placed')`, [site.id]);
  await pool.query(
    `INSERT INTO attributions (goal_id, event_id, site_id, campaign_id, run_id, variant, subscriber_id, at)
     SELECT (SELECT id FROM goals LIMIT 1) * (n % 2), n, CASE WHEN n % 3 = 0 THEN $1::bigint ELSE $2 END, $3::bigint + n % 100, 1, 0, n,
       now() - n % 400 * interval '1 day'
     FROM generate_series(1, 30000) n`,
    [site.id, other.id, campaigns[0]],
  );
  await addWebhookLog(site.id);
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO audit_entries (workspace_id, actor_kind, action)
     SELECT CASE WHEN n % 4 = 0 THEN w.id ELSE (SELECT min(id) FROM workspaces WHERE id <> w.id) END, 'system', 'campaign.launch'
     FROM (SELECT workspace_id AS id FROM sites WHERE id = $1) w CROSS JOIN generate_series(1, 40000) n RETURNING id`,
    [site.id],
  );
  auditId = encodeId('audit', rows[20_000]?.id ?? 0n);
  await pool.query('VACUUM ANALYZE');
});

async function addPeople(site: bigint, vapidKeyId: bigint, from: number, count: number): Promise<void> {
  await pool.query(
    `INSERT INTO subscribers (id, site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, external_id, browser,
       country, language, topics, tags, status, is_test, subscribed_at, ended_at)
     SELECT n, $1, 'https://push.example/' || n, sha256(n::text::bytea), 1, '', '', $2,
       CASE WHEN n % 5 < 2 THEN 'customer-' || n END, (ARRAY['Chrome', 'Chrome', 'Firefox', 'Safari'])[1 + n % 4],
       (ARRAY['DE', 'US', 'GB', 'FR', 'ES', 'BR', 'IN', 'JP', 'NL', 'IT'])[1 + n % 10], 'en',
       CASE WHEN n % 2 = 0 THEN '{offers}'::text[] ELSE '{}' END, jsonb_build_object('plan', (ARRAY['free', 'plus', 'team'])[1 + n % 3]),
       (CASE WHEN n % 50 = 0 THEN 'gone' ELSE 'active' END)::"SubscriberStatus", n % 9000 = 1,
       now() - n % 300 * interval '1 day', CASE WHEN n % 50 = 0 THEN now() - n % 200 * interval '1 day' END
     FROM generate_series($3::int, $3::int + $4::int - 1) n`,
    [site, vapidKeyId, from, count],
  );
  const people = 'FROM subscribers s WHERE s.site_id = $1';
  await pool.query(
    `INSERT INTO subscriber_events (site_id, subscriber_id, kind, name, at)
     SELECT $1, s.id, 'custom', (ARRAY['order_placed', 'product_viewed'])[1 + s.id % 2], now() - s.id % 90 * interval '1 day' ${people}`,
    [site],
  );
  await pool.query(
    `INSERT INTO consent_records (site_id, subscriber_id, decision, prompt_kind, origin, at)
     SELECT $1, s.id, 'granted', 'native', 'https://shop.example', s.subscribed_at ${people}`,
    [site],
  );
  await pool.query(`INSERT INTO site_paths (site_id, path) SELECT $1, '/page/' || n FROM generate_series(1, 100) n`, [
    site,
  ]);
  await pool.query(
    `INSERT INTO page_visits (subscriber_id, path_id, day, site_id, visit_count)
     SELECT s.id, (SELECT min(id) FROM site_paths WHERE site_id = $1) + s.id % 100, current_date, $1, 1 ${people}`,
    [site],
  );
}

/** To everybody of the site; one in fifty was refused. */
async function addCampaign(site: bigint, firstPerson: number): Promise<bigint> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO campaigns (site_id, name, status, audience, ttl_seconds, updated_at, launched_at)
     VALUES ($1, 'Sale', 'done', '{"all": true}', 3600, now(), now()) RETURNING id`,
    [site],
  );
  const id = rows[0]?.id ?? 0n;
  await pool.query(
    `INSERT INTO variants (site_id, campaign_id, message) VALUES ($1, $2, '{"title": "Sale", "url": "https://shop.example"}')`,
    [site, id],
  );
  const run = await pool.query<{ id: bigint }>(
    `INSERT INTO runs (site_id, campaign_id, status, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at,
       shard_count, bound_subscriber_id, planned_at)
     VALUES ($1, $2, 'done', '{"asOf": "2026-11-20T12:00:00Z", "selection": {"kind": "rule", "include": [], "exclude": []}}', '[]',
       3600, 'low', 'resend', now(), 1, 1000000, now()) RETURNING id`,
    [site, id],
  );
  await pool.query(
    `INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, state, settled_at)
     SELECT $1, n, $2, 1, 0, CASE WHEN n % 50 = 7 THEN 4 ELSE 2 END, now()
     FROM generate_series($3::int, $3::int + $4::int - 1) n`,
    [run.rows[0]?.id, site, firstPerson, PEOPLE],
  );
  return id;
}

/** One endpoint whose deliveries all arrived, and one with a few that failed or wait. */
async function addWebhookLog(site: bigint): Promise<void> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO webhooks (site_id, url, events, secret_sealed, updated_at)
     SELECT $1, 'https://crm.example/' || n, '{}', '', now() FROM generate_series(1, 2) n RETURNING id`,
    [site],
  );
  await pool.query(
    `INSERT INTO webhook_events (id, site_id, type) SELECT n, $1, 'test' FROM generate_series(1, 20000) n`,
    [site],
  );
  const made = await pool.query<{ id: bigint }>(
    `INSERT INTO webhook_deliveries (site_id, webhook_id, event_id, state, due_at, give_up_at)
     SELECT $1, w.id, n, (CASE WHEN w.id = $3 OR n % 1000 > 1 THEN 'delivered' WHEN n % 1000 = 0 THEN 'failed' ELSE 'pending' END)
       ::"WebhookDeliveryState", CASE WHEN w.id = $2 AND n % 1000 = 1 THEN now() END, now()
     FROM generate_series(1, 20000) n CROSS JOIN webhooks w WHERE w.site_id = $1 RETURNING id`,
    [site, rows[0]?.id, rows[1]?.id],
  );
  webhookId = encodeId('webhook', rows[1]?.id ?? 0n);
  const of = await pool.query<{ id: bigint }>('SELECT max(id) AS id FROM webhook_deliveries WHERE webhook_id = $1', [
    rows[1]?.id,
  ]);
  deliveryId = encodeId('webhookDelivery', of.rows[0]?.id ?? made.rows[0]?.id ?? 0n);
}

const members = (query: Partial<SubscriberQuery>) => () => listMembers(actor, siteId, { limit: PAGE, ...query });
const log = (query: object) => () => listDeliveries(actor, siteId, webhookId, { limit: PAGE, ...query });
const segments = async () => (await listSegments(actor, siteId)).items;

describe('a list of the dashboard reads about what it shows', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['subscribers', members({})],
    ['subscribers, an older page', () => members({ cursor: subscriberId })()],
    ['subscribers who left', members({ status: 'gone' })],
    ['subscribers of a status that nobody has', members({ status: 'key_mismatch' })],
    ['subscribers by a common browser', members({ browser: 'chrome' })],
    ['subscribers by a browser that nobody has', members({ browser: 'Opera' })],
    ['subscribers by a country', members({ country: 'NL' })],
    ['subscribers by a country that nobody is in', members({ country: 'NZ' })],
    ['subscribers by a topic', members({ topic: 'offers' })],
    ['subscribers by a topic that nobody follows', members({ topic: 'nothing' })],
    ['subscribers by the beginning of an id', members({ search: 'customer-1' })],
    ['subscribers by the beginning of a rare id', members({ search: 'customer-1900' })],
    ['subscribers by an id that nobody has', members({ search: 'nobody' })],
    ['subscribers by their own id', () => members({ search: subscriberId })()],
    ['subscribers of a segment', async () => members({ segmentId: (await segments()).at(-1)?.id })()],
    ['subscribers for tests', () => listTestSubscribers(actor, siteId)],
    ['subscribers in the search of everything', () => findById(actor, siteId, 'customer-1000', 5)],
    ['a subscriber', () => getSubscriber(actor, siteId, subscriberId)],
    ['a subscriber’s timeline', () => subscriberTimeline(actor, siteId, subscriberId)],
    ['a subscriber’s consents and devices', () => personDetails(actor, siteId, subscriberId)],
    ['a subscriber’s events', () => listEvents(actor, siteId, subscriberId, { limit: PAGE })],
    ['why a subscriber got a campaign', () => explainDelivery(actor, siteId, subscriberId, campaignIds[0] ?? '')],
    ['what the filters offer', () => knownValues(actor, siteId)],
    ['what the rules offer', () => knownBehaviour(actor, siteId)],
    ['campaigns', async () => addCampaignStats((await listCampaigns(actor, siteId, { limit: PAGE })).items)],
    ['campaigns by name', () => listCampaigns(actor, siteId, { limit: PAGE, search: 'Sale', status: 'done' })],
    ['a campaign', () => campaignProgress(actor, campaignIds[0] ?? '')],
    ['a report', () => campaignReport(actor, campaignIds[1] ?? '')],
    ['campaigns side by side', () => compareCampaigns(actor, siteId, [...campaignIds].reverse())],
    ['segments', segments],
    ['goals', async () => addGoalTotals(siteId, await listGoals(actor, siteId))],
    ['exports', () => listExports(actor, siteId, { limit: PAGE })],
    ['imports', () => listImports(actor, siteId, { limit: PAGE })],
    ['the audit log', () => listAudit(actor, { limit: PAGE })],
    ['the audit log, an older page', () => listAudit(actor, { limit: PAGE, cursor: auditId })],
    ['a webhook', log({})],
    ['a webhook, what arrived', log({ state: 'delivered' })],
    ['a webhook, failures that there are none of', log({ state: 'failed' })],
    ['a webhook, waiting ones that there are none of', log({ state: 'pending' })],
    ['a webhook, an older page', () => log({ cursor: deliveryId })()],
    ['a webhook’s delivery', () => getDelivery(actor, siteId, webhookId, deliveryId)],
  ])('%s', async (_name, work) => {
    expect(await problemsOf(work)).toEqual([]);
  });
});

describe('a count of a whole site goes by an index', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['the overview', () => siteOverview(actor, siteId)],
    ['growth in a month', () => siteGrowth(actor, siteId, 30)],
    ['growth in a year', () => siteGrowth(actor, siteId, 365)],
    ['segments', async () => Promise.all(Object.values(countSegments(actor, siteId, await segments())))],
    [
      'refused deliveries',
      () => listCampaignDeliveries(actor, campaignIds[0] ?? '', { limit: PAGE, state: 'rejected' }),
    ],
  ])('%s', async (_name, work) => {
    expect(await problemsOf(work, Number.POSITIVE_INFINITY)).toEqual([]);
  });
});

it('a scan, or a walk over everybody, would be seen', async () => {
  const scan = () => pool.query(`SELECT id FROM subscribers WHERE p256dh = 'x' ORDER BY endpoint`);
  expect(await problemsOf(scan)).toHaveLength(1);
  const walk = () => pool.query(`SELECT id FROM subscribers WHERE p256dh = 'x' ORDER BY id DESC LIMIT 1`);
  expect(await problemsOf(walk)).toHaveLength(1);
});
