import { pool } from '@/lib/platform/db';
import { inTransaction } from '@/lib/platform/transaction';
import { foldRun } from '@/lib/stats/fold-run';
import { idAt } from '@/lib/stats/id-at';

const DAYS_BETWEEN = 9;
const OLD_COUNT = 200;
const FOLD_PAGE = 200_000;

/**
 * Campaigns of the last months to everybody, as many as make that many deliveries, and two hundred older ones whose
 * months have been dropped. Those that are there already are kept.
 */
export async function addCampaigns(site: bigint, deliveryCount: number): Promise<void> {
  const { rows } = await pool.query<{ people: number; made: number }>(
    `SELECT (SELECT count(*)::int FROM subscribers WHERE site_id = $1) AS people,
       (SELECT count(*)::int FROM campaigns WHERE site_id = $1 AND name LIKE 'Sale %') AS made`,
    [site],
  );
  const { people = 0, made = 0 } = rows[0] ?? {};
  if (made === 0) await addOldCampaigns(site);
  for (let n = made; n < Math.round(deliveryCount / people); n++) {
    const from = performance.now();
    const runId = await addCampaign(site, n);
    await foldRun(runId, undefined, FOLD_PAGE);
    const seconds = ((performance.now() - from) / 1_000).toFixed(0);
    process.stderr.write(`${people.toLocaleString('en')} deliveries of campaign ${n + 1} seeded in ${seconds} s\n`);
  }
}

const CAMPAIGN_COLUMNS = `id, site_id, name, status, audience, ttl_seconds, created_at, updated_at, launched_at, finished_at`;
const RUN_COLUMNS = `id, site_id, campaign_id, status, audience, messages, ttl_seconds, urgency, ambiguity_policy,
  expires_at, shard_count, bound_subscriber_id, cursor_subscriber_id, planned_at, created_at, finished_at`;
const MESSAGE = JSON.stringify({ title: 'The sale ends tonight', url: 'https://shop.example/sale' });
const AUDIENCE = JSON.stringify({
  asOf: '2026-11-01T00:00:00.000Z',
  selection: { kind: 'rule', include: [{ op: 'and', rules: [] }], exclude: [] },
});

/** With figures and no deliveries. */
async function addOldCampaigns(site: bigint): Promise<void> {
  await pool.query(
    `WITH old AS (
       SELECT n, at, ${idAt('at')} AS id FROM (
         SELECT n, now() - interval '120 days' - n * interval '12 hours' AS at FROM generate_series(1, ${OLD_COUNT}) n) o
     ), campaign AS (
       INSERT INTO campaigns (${CAMPAIGN_COLUMNS})
       SELECT id, $1, 'Earlier ' || n, 'done', '{"all": true}', 86400, at, at, at, at + interval '1 hour' FROM old
     ), variant AS (
       INSERT INTO variants (site_id, campaign_id, message) SELECT $1, id, $2::jsonb FROM old
     ), run AS (
       INSERT INTO runs (${RUN_COLUMNS})
       SELECT id + 1, $1, id, 'done', $3::jsonb, jsonb_build_array($2::jsonb), 86400, 'low', 'resend', at + interval '1 day', 16,
         0, 0, at, at, at + interval '1 hour' FROM old
     )
     INSERT INTO run_counters (run_id, slot, site_id, planned_count, accepted_count, shown_count, clicked_count)
     SELECT id + 1, slot, $1, 10000, 9500, 8000, 500 FROM old CROSS JOIN generate_series(0, 15) slot`,
    [site, MESSAGE, AUDIENCE],
  );
}

/** One to everybody, with what the workers would have counted; resolves to its run. */
async function addCampaign(site: bigint, n: number): Promise<bigint> {
  return inTransaction(async (client) => {
    const { rows } = await client.query<{ campaign_id: bigint; run_id: bigint; at: Date }>(
      `SELECT ${idAt('at')} | nextval('belfry_id_seq') AS campaign_id, ${idAt("(at + interval '1 second')")} AS run_id, at
       FROM (SELECT now() - interval '2 days' - $1 * interval '${DAYS_BETWEEN} days' AS at) t`,
      [n],
    );
    const [made] = rows;
    if (!made) throw new Error('no ids');
    const { campaign_id: campaignId, run_id: runId, at } = made;
    await client.query('SELECT belfry_ensure_delivery_partitions($1, 0)', [at]);
    await client.query(
      `INSERT INTO campaigns (${CAMPAIGN_COLUMNS})
       VALUES ($1, $2, $3, 'done', '{"all": true}', 86400, $4, $4, $4, $4::timestamptz + interval '5 minutes')`,
      [campaignId, site, `Sale ${n + 1}`, at],
    );
    await client.query('INSERT INTO variants (site_id, campaign_id, message) VALUES ($1, $2, $3)', [
      site,
      campaignId,
      MESSAGE,
    ]);
    await client.query(
      `INSERT INTO runs (${RUN_COLUMNS}, audience_count)
       SELECT $1, $2, $3, 'done', $4, jsonb_build_array($5::jsonb), 86400, 'low', 'resend', $6::timestamptz + interval '1 day',
         16, max(id), max(id), $6, $6, $6::timestamptz + interval '5 minutes', count(*)
       FROM subscribers WHERE site_id = $2`,
      [runId, site, campaignId, AUDIENCE, MESSAGE, at],
    );
    await client.query(DELIVERIES_SQL, [runId, site, at]);
    for (const sql of ROLLUPS) await client.query(sql, [runId]);
    await client.query('INSERT INTO run_folds (run_id, site_id, campaign_id) VALUES ($1, $2, $3)', [
      runId,
      site,
      campaignId,
    ]);
    return runId;
  });
}

/** Of a hundred, about 93 are accepted, of whom most see it within a day and six click. */
const DELIVERIES_SQL = `
  INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, state, attempts, clicked_actions, status_code,
    settled_at, received_at, shown_at, clicked_at, dismissed_at, reason)
  SELECT $1, id, $2, origin_id, id % 16, state, 1, (state = 2 AND seen < 0.06)::int,
    CASE state WHEN 2 THEN 201 WHEN 3 THEN 410 WHEN 4 THEN 400 END, settled_at,
    CASE WHEN state = 2 AND seen < 0.85 THEN settled_at + lag END,
    CASE WHEN state = 2 AND seen < 0.80 THEN settled_at + lag END,
    CASE WHEN state = 2 AND seen < 0.06 THEN settled_at + lag * 1.2 END,
    CASE WHEN state = 2 AND seen > 0.06 AND seen < 0.3 THEN settled_at + lag * 1.2 END,
    CASE state WHEN 3 THEN 'gone' WHEN 4 THEN 'payload_rejected' WHEN 5 THEN 'ttl_passed' WHEN 7 THEN 'connection_lost' END
  FROM (
    SELECT id, origin_id, CASE WHEN r < 0.93 THEN 2 WHEN r < 0.97 THEN 3 WHEN r < 0.975 THEN 4 WHEN r < 0.99 THEN 5 ELSE 7 END AS state,
      seen, $3::timestamptz + random() * interval '5 minutes' AS settled_at, random() ^ 3 * interval '1 day' AS lag
    FROM (SELECT id, origin_id, random() AS r, random() AS seen FROM subscribers WHERE site_id = $2) s
  ) rows`;

/** What lib/delivery and lib/receipts count while they write. */
const ROLLUPS = [
  `INSERT INTO run_counters (run_id, slot, site_id, planned_count, accepted_count, gone_count, rejected_count, expired_count,
     unknown_count, received_count, shown_count, clicked_count, dismissed_count)
   SELECT run_id, shard, site_id, count(*), count(*) FILTER (WHERE state = 2), count(*) FILTER (WHERE state = 3),
     count(*) FILTER (WHERE state = 4), count(*) FILTER (WHERE state = 5), count(*) FILTER (WHERE state = 7),
     count(received_at), count(shown_at), count(clicked_at), count(dismissed_at)
   FROM deliveries WHERE run_id = $1 GROUP BY run_id, shard, site_id`,
  `INSERT INTO run_reasons (run_id, origin_id, outcome, reason, site_id, count)
   SELECT run_id, origin_id, CASE state WHEN 3 THEN 'gone' WHEN 4 THEN 'rejected' WHEN 5 THEN 'expired' ELSE 'unknown' END,
     reason, site_id, count(*)
   FROM deliveries WHERE run_id = $1 AND reason IS NOT NULL GROUP BY 1, 2, 3, 4, 5`,
  `INSERT INTO run_ticks (run_id, bucket_at, site_id, settled_count, shown_count, clicked_count)
   SELECT d.run_id, date_bin('5 seconds', t.at, 'epoch'), d.site_id, sum(t.settled), sum(t.shown), sum(t.clicked)
   FROM deliveries d CROSS JOIN LATERAL (VALUES (d.settled_at, 1, 0, 0), (d.shown_at, 0, 1, 0), (d.clicked_at, 0, 0, 1))
     AS t (at, settled, shown, clicked)
   WHERE d.run_id = $1 AND t.at IS NOT NULL GROUP BY 1, 2, 3`,
];
