import { pool } from '@/lib/platform/db';
import { createGatherer } from '@/lib/platform/gather';
import { changedByVisit } from './changed-by-visit';
import type { CheckedSubscription } from './subscribe.types';

interface NewSubscription {
  wanted: CheckedSubscription;
  secretHash: Buffer;
}

/**
 * Stores a new subscription, or refreshes the active row that holds the same endpoint with the same keys: of any number
 * of equal requests at once, one inserts. New ones that come at the same time share a statement and a commit.
 *
 * @returns null when the endpoint is held by a row that is ended or has other keys: that takes a decision.
 */
export async function insertSubscription(wanted: CheckedSubscription, secretHash: Buffer): Promise<bigint | null> {
  return (await insertNew({ wanted, secretHash })) ?? (await refresh(wanted, secretHash));
}

const insertNew = createGatherer<NewSubscription, bigint | null>({ maxBatch: 200, gatherMs: 2, write: insertAll });

/** The ids of those that were not there, with their events and consent records; null for an endpoint that is held. */
async function insertAll(items: NewSubscription[]): Promise<(bigint | null)[]> {
  const { rows } = await pool.query<{ id: bigint; site_id: bigint; endpoint_hash: Buffer }>({
    name: 'insert-subscriptions',
    text: INSERT_SUBSCRIPTIONS_SQL,
    values: columnsOf(items),
  });
  const ids = new Map(rows.map((row) => [keyOf(row.site_id, row.endpoint_hash), row.id]));
  return items.map(({ wanted }) => {
    const key = keyOf(wanted.siteId, wanted.endpointHash);
    const id = ids.get(key) ?? null;
    // The second one with this endpoint in the batch is a repetition.
    ids.delete(key);
    return id;
  });
}

function keyOf(siteId: bigint, endpointHash: Buffer): string {
  return `${siteId} ${endpointHash.toString('base64')}`;
}

/** Exported for the test that reads the plan. */
export function columnsOf(items: NewSubscription[]): unknown[] {
  const column = (value: (item: CheckedSubscription) => unknown) => items.map(({ wanted }) => value(wanted));
  return [
    column((item) => item.siteId),
    column((item) => item.endpoint),
    column((item) => item.endpointHash),
    column((item) => item.originId),
    column((item) => item.keys.p256dh),
    column((item) => item.keys.auth),
    column((item) => item.vapidKeyId),
    items.map(({ secretHash }) => secretHash),
    column((item) => item.language),
    column((item) => item.timezone),
    column((item) => item.country),
    column((item) => item.client.browser),
    column((item) => item.client.browserVersion),
    column((item) => item.client.os),
    column((item) => item.client.device),
    column((item) => item.consent.origin),
    column((item) => item.consent.promptKind),
    column((item) => item.consent.textVersion),
  ];
}

// In the order of the unique index: two web processes that insert the same endpoints wait, and do not deadlock.
export const INSERT_SUBSCRIPTIONS_SQL = `
WITH given AS MATERIALIZED (
  SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::int[], $5::bytea[], $6::bytea[], $7::bigint[],
    $8::bytea[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
    $17::text[], $18::text[])
  WITH ORDINALITY AS g (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, secret_hash, language,
    timezone, country, browser, browser_version, os, device, consent_origin, prompt_kind, text_version, position)
), stored AS (
  INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, device_secret_hash,
    language, timezone, country, browser, browser_version, os, device)
  SELECT site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, secret_hash, language, timezone,
    country, browser, browser_version, os, device
  FROM given ORDER BY site_id, endpoint_hash, position
  ON CONFLICT (site_id, endpoint_hash) DO NOTHING
  RETURNING id, site_id, endpoint_hash
), event AS (
  INSERT INTO subscriber_events (site_id, subscriber_id, kind) SELECT site_id, id, 'subscribed' FROM stored
), consent AS (
  INSERT INTO consent_records (site_id, subscriber_id, decision, origin, prompt_kind, text_version)
  SELECT DISTINCT ON (s.id) s.site_id, s.id, 'granted', g.consent_origin, g.prompt_kind, g.text_version
  FROM stored s JOIN given g USING (site_id, endpoint_hash) ORDER BY s.id, g.position
)
SELECT id, site_id, endpoint_hash FROM stored`;

async function refresh(wanted: CheckedSubscription, secretHash: Buffer): Promise<bigint | null> {
  const { rows } = await pool.query<{ id: bigint }>({
    name: 'refresh-subscription',
    text: `UPDATE subscribers s SET
        vapid_key_id = $5, device_secret_hash = $6, language = coalesce($7, s.language),
        timezone = coalesce($8, s.timezone), country = coalesce($9, s.country), browser = coalesce($10, s.browser),
        browser_version = coalesce($11, s.browser_version), os = coalesce($12, s.os),
        device = CASE WHEN $13::text = 'unknown' THEN s.device ELSE $13 END,
        session_count = s.session_count + $14::int, last_seen_at = now(), updated_at = ${changedByVisit('$7', '$8', '$9')}
      WHERE site_id = $1 AND endpoint_hash = $2 AND p256dh = $3 AND auth = $4 AND status = 'active'
      RETURNING id`,
    values: [
      wanted.siteId,
      wanted.endpointHash,
      wanted.keys.p256dh,
      wanted.keys.auth,
      wanted.vapidKeyId,
      secretHash,
      wanted.language,
      wanted.timezone,
      wanted.country,
      wanted.client.browser,
      wanted.client.browserVersion,
      wanted.client.os,
      wanted.client.device,
      wanted.isNewSession ? 1 : 0,
    ],
  });
  return rows[0]?.id ?? null;
}
