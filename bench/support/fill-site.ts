import type { SegmentRule } from '@/lib/contracts/segments';
import { db, pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { SAMPLE_TOPICS } from '@/lib/sample/sample-people';
import { SAMPLE_SEGMENTS } from '@/lib/sample/sample-segments';
import { idAt } from '@/lib/stats/id-at';
import type { Places } from '@/tests/e2e/pages';
import type { BenchSite } from './bench-site';
import { addCampaigns } from './fill-campaigns';
import { multiplyPeople } from './multiply-people';

/** Beside those of the sample: what people did, which is looked up in other tables. */
const BEHAVIOUR_SEGMENTS: { name: string; rule: SegmentRule }[] = [
  {
    name: 'Ordered in the last month',
    rule: { field: 'event', operator: 'did', event: 'order_placed', withinDays: 30 },
  },
  {
    name: 'Has clicked nothing for two weeks',
    rule: { field: 'campaign', operator: 'not_clicked', withinDays: 14 },
  },
];

const AUDIT_COUNT = 20_000;
const WEBHOOK_DELIVERY_COUNT = 100_000;
const TEMPLATE_COUNT = 40;

/**
 * All that a site of that size has come by: people who left, events, consents, visits, campaigns with their deliveries
 * and rollups, goals, a busy webhook, a long audit log. Written on the server; what is there already is kept.
 * @param subscriberCount the site may have fewer so far
 * @param deliveryCount in all; each campaign goes to everybody
 */
export async function fillSite(
  { actor, siteId }: BenchSite,
  subscriberCount: number,
  deliveryCount: number,
): Promise<Places> {
  const site = decodeId('site', siteId);
  await multiplyPeople(site, subscriberCount);
  const isFilled = (await db.template.count({ where: { siteId: site } })) > 0;
  if (!isFilled) await addPeoplesHistory(site);
  await addCampaigns(site, deliveryCount);
  if (!isFilled) {
    await addGoals(site);
    await addWebhook(site);
    await addAudit(decodeId('workspace', actor.workspaceId));
    await addFiles(site, decodeId('user', actor.userId));
  }
  await pool.query('VACUUM ANALYZE');
  return findPlaces(site);
}

async function addPeoplesHistory(site: bigint): Promise<void> {
  await db.topic.createMany({
    data: SAMPLE_TOPICS.map((topic, position) => ({ ...topic, siteId: site, position })),
    skipDuplicates: true,
  });
  await db.segment.createMany({
    data: [...SAMPLE_SEGMENTS, ...BEHAVIOUR_SEGMENTS].map((segment) => ({ ...segment, siteId: site })),
  });
  // One in twenty has left.
  await pool.query(
    `UPDATE subscribers SET status = (CASE WHEN id % 40 = 0 THEN 'gone' ELSE 'unsubscribed' END)::"SubscriberStatus",
       ended_at = subscribed_at + (now() - subscribed_at) * (id % 97) / 97
     WHERE site_id = $1 AND id % 20 = 0 AND status = 'active' AND NOT is_test`,
    [site],
  );
  await pool.query(
    `INSERT INTO subscriber_events (site_id, subscriber_id, kind, name, props, at)
     SELECT s.site_id, s.id, e.kind, e.name, e.props::jsonb, s.subscribed_at + (now() - s.subscribed_at) * e.part
     FROM subscribers s CROSS JOIN (VALUES ('subscribed', '', '{}', 0), ('custom', 'product_viewed', '{"roast": "light"}', 0.4),
       ('custom', 'order_placed', '{"total": 19.9, "currency": "EUR"}', 0.7)) AS e (kind, name, props, part)
     WHERE s.site_id = $1 AND (e.name = '' OR s.id % 3 = 0)`,
    [site],
  );
  await pool.query(
    `INSERT INTO consent_records (site_id, subscriber_id, decision, text_version, prompt_kind, origin, at)
     SELECT site_id, id, 'granted', '1', (ARRAY['native', 'button', 'dialog'])[1 + id % 3], 'https://shop.example', subscribed_at
     FROM subscribers WHERE site_id = $1`,
    [site],
  );
  await pool.query('UPDATE sites SET record_pages = true WHERE id = $1', [site]);
  await pool.query(`INSERT INTO site_paths (site_id, path) SELECT $1, '/page/' || n FROM generate_series(1, 300) n`, [
    site,
  ]);
  await pool.query(
    `INSERT INTO page_visits (subscriber_id, path_id, day, site_id, visit_count)
     SELECT s.id, p.first + (s.id % 300)::int, current_date - (s.id % 60)::int, $1, 1 + (s.id % 5)::int
     FROM subscribers s CROSS JOIN (SELECT min(id) AS first FROM site_paths WHERE site_id = $1) p WHERE s.site_id = $1`,
    [site],
  );
}

/** Two goals that every twentieth click led to, and those who left after a message. */
async function addGoals(site: bigint): Promise<void> {
  const { rows: goals } = await pool.query<{ id: bigint }>(
    `INSERT INTO goals (site_id, name, event_name, value_property, currency)
     VALUES ($1, 'Order', 'order_placed', 'total', 'EUR'), ($1, 'Product viewed', 'product_viewed', NULL, NULL) RETURNING id`,
    [site],
  );
  for (const { id, every, column } of [
    { id: goals[0]?.id, every: 20, column: 'clicked_at' },
    { id: goals[1]?.id, every: 5, column: 'clicked_at' },
    { id: 0n, every: 400, column: 'settled_at' },
  ]) {
    await pool.query(
      `INSERT INTO attributions (goal_id, event_id, site_id, campaign_id, run_id, variant, subscriber_id, amount, currency, at)
       SELECT $2, belfry_id(), $1, r.campaign_id, d.run_id, d.variant, d.subscriber_id,
         CASE WHEN $4 THEN 19.9 END, CASE WHEN $4 THEN 'EUR' END, d.${column} + interval '1 hour'
       FROM runs r JOIN deliveries d ON d.run_id = r.id
       WHERE r.site_id = $1 AND d.${column} IS NOT NULL AND (d.subscriber_id >> 3) % $3 = 0`,
      [site, id, every, every === 20],
    );
  }
}

/** One endpoint with two weeks of deliveries, none of which has failed: a filter that finds nothing is the hardest. */
async function addWebhook(site: bigint): Promise<void> {
  await pool.query(
    `WITH webhook AS (
       INSERT INTO webhooks (site_id, url, description, events, secret_sealed, updated_at)
       VALUES ($1, 'https://warehouse.example/belfry', 'Warehouse', ARRAY['subscriber.created'], '', now()) RETURNING id
     ), event AS (
       INSERT INTO webhook_events (site_id, type, subscriber_ids, details, times, created_at)
       SELECT $1, 'subscriber.created', ARRAY[s.id], ARRAY['page'], ARRAY[now()], now() - n * interval '12 seconds'
       FROM (SELECT min(id) AS id FROM subscribers WHERE site_id = $1) s CROSS JOIN generate_series(1, $2::int) n
       RETURNING id, created_at
     )
     INSERT INTO webhook_deliveries (site_id, webhook_id, event_id, state, attempt_count, give_up_at, status_code, created_at, settled_at)
     SELECT $1, webhook.id, event.id, 'delivered', 1, event.created_at + interval '3 days', 200, event.created_at, event.created_at
     FROM webhook CROSS JOIN event`,
    [site, WEBHOOK_DELIVERY_COUNT],
  );
}

async function addAudit(workspace: bigint): Promise<void> {
  await pool.query(
    `INSERT INTO audit_entries (id, workspace_id, actor_kind, action, target, at)
     SELECT ${idAt('at')} | n, $1, 'system', 'campaign.launch', '', at
     FROM (SELECT n, now() - n * interval '20 minutes' AS at FROM generate_series(1, $2::int) n) entries`,
    [workspace, AUDIT_COUNT],
  );
}

/** What lists are made of: templates, a draft, exports, an import. */
async function addFiles(site: bigint, user: bigint): Promise<void> {
  await pool.query(
    `INSERT INTO exports (site_id, kind, format, state, row_count, byte_count, expires_at, finished_at)
     SELECT $1, 'subscribers', 'csv', 'done', 1000, 100000, now() + interval '30 days', now() FROM generate_series(1, 5)`,
    [site],
  );
  await pool.query(
    `INSERT INTO imports (site_id, file_name, format, source, state, row_count, created_by, expires_at)
     SELECT $1, 'crm.csv', 'csv', 'other', 'ready', 1000, 'Demo', now() + interval '30 days' FROM generate_series(1, 5)`,
    [site],
  );
  await pool.query(
    `WITH draft AS (
       INSERT INTO campaigns (site_id, name, audience, ttl_seconds, created_by_user_id, updated_at)
       VALUES ($1, 'Weekend opening hours', '{"all": true}', 86400, $2, now()) RETURNING id
     )
     INSERT INTO variants (site_id, campaign_id, message)
     SELECT $1, id, '{"title": "Open on Saturdays", "url": "https://shop.example/hours"}' FROM draft`,
    [site, user],
  );
  // The last of all: where there is a template, all is there.
  await pool.query(
    `INSERT INTO templates (site_id, name, message, ttl_seconds, created_by_user_id, updated_at)
     SELECT $1, 'Template ' || n, '{"title": "Open later", "url": "https://shop.example/hours"}', 86400, $3, now()
     FROM generate_series(1, $2::int) n`,
    [site, TEMPLATE_COUNT, user],
  );
}

async function findPlaces(site: bigint): Promise<Places> {
  const newest = async (table: string, where = 'true'): Promise<bigint> => {
    const { rows } = await pool.query<{ id: bigint }>(
      `SELECT id FROM ${table} WHERE site_id = $1 AND ${where} ORDER BY id DESC LIMIT 1`,
      [site],
    );
    if (!rows[0]) throw new Error(`nothing in ${table}: the database was not filled to the end, delete it`);
    return rows[0].id;
  };
  const base = `/s/${encodeId('site', site)}`;
  return {
    empty: base,
    sample: base,
    sentId: encodeId('campaign', await newest('campaigns', "status = 'done'")),
    draftId: encodeId('campaign', await newest('campaigns', "status = 'draft'")),
    subscriberId: encodeId('subscriber', await newest('subscribers', 'external_id IS NOT NULL')),
    segmentId: encodeId('segment', await newest('segments')),
    webhookId: encodeId('webhook', await newest('webhooks')),
    webhookDeliveryId: encodeId('webhookDelivery', await newest('webhook_deliveries')),
    importId: encodeId('import', await newest('imports')),
  };
}
