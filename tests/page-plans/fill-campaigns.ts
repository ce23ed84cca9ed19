import { pool } from '@/lib/platform/db';
import { PEOPLE } from './fill-people';

/** One that went to everybody of the site; one in fifty was refused. */
export async function addSentCampaign(site: bigint, firstPerson: number): Promise<bigint> {
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
       shard_count, bound_subscriber_id, planned_at, finished_at)
     VALUES ($1, $2, 'done', '{"asOf": "2026-11-20T12:00:00Z", "selection": {"kind": "rule", "include": [], "exclude": []}}', '[]',
       3600, 'low', 'resend', now(), 1, 1000000, now(), now()) RETURNING id`,
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

/** Campaigns with a run and two versions each; among them A/B tests, and messages of the API that belong to none. */
export async function fillCampaigns(site: bigint, count: number): Promise<void> {
  await pool.query(
    `INSERT INTO campaigns (site_id, name, status, audience, ttl_seconds, updated_at, launched_at, ab_test)
     SELECT $1, 'Letter ' || n, (CASE WHEN n % 4 = 0 THEN 'draft' ELSE 'done' END)::"CampaignStatus", '{"all": true}', 3600, now(),
       CASE WHEN n % 4 > 0 THEN now() END,
       CASE WHEN n % 4 = 1 THEN '{"holdoutPercent": 0, "testPercent": 20, "winner": {"decide": "manual", "metric": "clicks"}}'::jsonb END
     FROM generate_series(1, $2::int) n`,
    [site, count],
  );
  const letters = `FROM campaigns c WHERE c.site_id = $1 AND c.name LIKE 'Letter%'`;
  await pool.query(
    `INSERT INTO variants (site_id, campaign_id, position, name, message)
     SELECT $1, c.id, p, chr(65 + p), '{"title": "Letter", "url": "https://shop.example"}'
     ${letters.replace('WHERE', 'CROSS JOIN generate_series(0, 1) p WHERE')}`,
    [site],
  );
  await pool.query(
    `INSERT INTO draft_versions (site_id, campaign_id, actor_kind, content, started_at, saved_at)
     SELECT $1, c.id, 'system', '{"message": {"title": "Letter"}}', now(), now()
     ${letters.replace('WHERE', 'CROSS JOIN generate_series(1, 2) v WHERE')}`,
    [site],
  );
  await addRuns(site, `${letters} AND c.status = 'done'`);
  // Messages of the API.
  await addRuns(
    site,
    `FROM (SELECT NULL::bigint AS id, NULL::jsonb AS ab_test FROM generate_series(1, 3000)) c WHERE $1::bigint > 0`,
  );
}

/** @param campaigns `FROM … WHERE …` with `c.id` and `c.ab_test`; `$1` is the site */
async function addRuns(site: bigint, campaigns: string): Promise<void> {
  await pool.query(
    `INSERT INTO runs (site_id, campaign_id, status, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at,
       shard_count, bound_subscriber_id, planned_at, finished_at, arm_cuts)
     SELECT $1, c.id, 'done', '{"asOf": "2026-11-20T12:00:00Z", "selection": {"kind": "rule", "include": [], "exclude": []}}', '[{}]',
       3600, 'low', 'resend', now(), 1, 1000000, now(), now(),
       CASE WHEN c.ab_test IS NULL THEN '{}'::int[] ELSE '{0, 100000, 200000}'::int[] END
     ${campaigns}`,
    [site],
  );
}

/** What is kept of each run. Once, when all are there. */
export async function fillRuns(): Promise<void> {
  const each = (table: string, columns: string, values: string, rows = 'generate_series(1, 1) n', where = 'true') =>
    pool.query(
      `INSERT INTO ${table} (run_id, site_id, ${columns}) SELECT r.id, r.site_id, ${values} FROM runs r CROSS JOIN ${rows}
       WHERE ${where} ON CONFLICT DO NOTHING`,
    );
  const isCampaign = 'r.campaign_id IS NOT NULL';
  await each('run_counters', 'slot, planned_count, accepted_count', 'n, 10, 9', 'generate_series(0, 7) n');
  await each('run_reasons', 'origin_id, outcome, reason, count', `1, 'rejected', 'bad_request', 1`);
  await each(
    'run_ticks',
    'bucket_at, settled_count',
    `now() - n * interval '5 seconds', 3`,
    'generate_series(0, 1) n',
    isCampaign,
  );
  await each(
    'run_folds',
    'campaign_id, generation, counted_at, next_at',
    'r.campaign_id, 1, now(), NULL',
    undefined,
    isCampaign,
  );
  await each(
    'run_breakdowns',
    `generation, dimension, value, audience_count, accepted_count, failed_count, suppressed_count, unknown_count, received_count,
     shown_count, clicked_count, dismissed_count`,
    `1, d, v, 5, 4, 1, 0, 0, 0, 0, 0, 0`,
    `unnest(ARRAY['browser', 'variant']) d CROSS JOIN unnest(ARRAY['0', '1']) v`,
    isCampaign,
  );
  await each(
    'run_buckets',
    'generation, bucket_at, accepted_count, shown_count, clicked_count',
    `1, now() - n * interval '1 minute', 1, 1, 1`,
    'generate_series(0, 2) n',
    isCampaign,
  );
  await each('run_zones', 'timezone, starts_at, planned_count', `'Europe/Berlin', now(), 5`, undefined, isCampaign);
  await each('run_throttles', 'granted_count', '1', undefined, isCampaign);
  await each('run_alerts', 'origin_id, code, detail, resolved_at', `1, 'vapid', '', now()`, undefined, isCampaign);
  await pool.query(
    `INSERT INTO winner_phases (campaign_id, site_id, test_run_id, winner, decided_by, decided_at)
     SELECT r.campaign_id, r.site_id, r.id, 'B', 'person', now() FROM runs r WHERE ${isCampaign} ON CONFLICT DO NOTHING`,
  );
  await pool.query(
    `INSERT INTO campaign_occurrences (campaign_id, occurs_at, site_id, run_id)
     SELECT r.campaign_id, r.created_at, r.site_id, r.id FROM runs r WHERE ${isCampaign} ON CONFLICT DO NOTHING`,
  );
}

/** A campaign that was sent on each of 450 days. */
export async function addSeries(site: bigint): Promise<bigint> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO campaigns (site_id, name, status, audience, ttl_seconds, updated_at, launched_at, next_at, schedule)
     VALUES ($1, 'Digest', 'running', '{"all": true}', 3600, now(), now(), now() + interval '1 day',
       '{"kind": "recurring", "rule": {"every": "day"}, "time": "09:00", "timezone": "Europe/Berlin"}') RETURNING id`,
    [site],
  );
  const id = rows[0]?.id ?? 0n;
  await pool.query(
    `INSERT INTO variants (site_id, campaign_id, message) VALUES ($1, $2, '{"title": "Digest", "url": "https://shop.example"}')`,
    [site, id],
  );
  await addRuns(site, `FROM campaigns c CROSS JOIN generate_series(1, 450) WHERE c.site_id = $1 AND c.name = 'Digest'`);
  await pool.query(
    `INSERT INTO campaign_occurrences (campaign_id, occurs_at, site_id, run_id)
     SELECT $1, now() - row_number() OVER (ORDER BY r.id DESC) * interval '1 day', r.site_id, r.id FROM runs r WHERE r.campaign_id = $1`,
    [id],
  );
  return id;
}
