import { MessageInput } from '@/lib/contracts/messages';
import { db, pool } from '@/lib/platform/db';
import { makeTestSite } from '@/lib/subscribers/test-support';

/** A campaign with one run whose deliveries are all accepted, for tests of what comes after the sending. */
export async function makeTestRun(audienceCount: number, options: { isTest?: boolean } = {}) {
  const site = await makeTestSite();
  const message = MessageInput.parse({
    title: 'Sale',
    url: 'https://shop.example/sale',
    actions: [
      { title: 'A', url: 'https://shop.example/a' },
      { title: 'B', url: 'https://shop.example/bü' },
    ],
    utm: { source: 'push' },
  });
  const campaign = await db.campaign.create({
    data: { siteId: site.id, name: 'Autumn sale', status: 'running', audience: { all: true }, ttlSeconds: 3_600 },
  });
  const run = await addTestRun(site, campaign.id, message, options.isTest ?? false);
  const subscriberIds = await insertSubscribers(site.id, site.currentVapidKeyId, audienceCount);
  await acceptAll(run.id, site.id, subscriberIds);
  return { id: run.id, site, campaignId: campaign.id, message, subscriberIds };
}

async function addTestRun(site: { id: bigint }, campaignId: bigint, message: object, isTest: boolean) {
  return db.run.create({
    data: {
      siteId: site.id,
      campaignId,
      isTest,
      audience: {},
      messages: [message],
      ttlSeconds: 3_600,
      urgency: 'low',
      ambiguityPolicy: 'resend',
      expiresAt: new Date(Date.now() + 3_600_000),
      shardCount: 1,
      boundSubscriberId: 1n << 62n,
    },
  });
}

async function insertSubscribers(siteId: bigint, vapidKeyId: bigint, count: number): Promise<bigint[]> {
  const { rows } = await pool.query<{ id: bigint }>(
    `WITH origin AS (
       INSERT INTO push_origins (origin) VALUES ('https://push.example')
       ON CONFLICT (origin) DO UPDATE SET origin = excluded.origin RETURNING id
     )
     INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id)
     SELECT $1, 'https://push.example/' || n, sha256(n::text::bytea), origin.id, '\\x04', '\\x00', $2
     FROM origin, generate_series(1, $3::int) AS n RETURNING id`,
    [siteId, vapidKeyId, count],
  );
  return rows.map((row) => row.id);
}

async function acceptAll(runId: bigint, siteId: bigint, subscriberIds: bigint[]): Promise<void> {
  await pool.query(
    `INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, state, settled_at)
     SELECT $1, id, $2, origin_id, 0, 2, now() FROM subscribers WHERE id = ANY($3::bigint[])`,
    [runId, siteId, subscriberIds],
  );
  await pool.query(
    'INSERT INTO run_counters (run_id, slot, site_id, planned_count, accepted_count) VALUES ($1, 0, $2, $3, $3)',
    [runId, siteId, subscriberIds.length],
  );
}
