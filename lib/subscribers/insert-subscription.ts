import { pool } from '@/lib/platform/db';
import type { CheckedSubscription } from './subscribe.types';

/**
 * Stores a new subscription, or refreshes the active row that holds the same endpoint with the same keys, with its
 * event and consent record, in one statement: of any number of equal requests at once, one inserts.
 *
 * @returns null when the endpoint is held by a row that is ended or has other keys: that takes a decision.
 */
export async function insertSubscription(wanted: CheckedSubscription, secretHash: Buffer): Promise<bigint | null> {
  const { rows } = await pool.query<{ id: bigint }>({ name: 'insert-subscription', text: SQL, values: values() });
  return rows[0]?.id ?? null;

  function values(): unknown[] {
    const { siteId, endpoint, endpointHash, originId, keys, vapidKeyId, client, consent } = wanted;
    return [
      siteId,
      endpoint,
      endpointHash,
      originId,
      keys.p256dh,
      keys.auth,
      vapidKeyId,
      secretHash,
      wanted.language,
      wanted.timezone,
      wanted.country,
      client.browser,
      client.browserVersion,
      client.os,
      client.device,
      wanted.isNewSession ? 1 : 0,
      consent.origin,
      consent.promptKind,
      consent.textVersion,
    ];
  }
}

// xmax is 0 on a row that this statement inserted and set on one that it updated.
const SQL = `
WITH stored AS (
  INSERT INTO subscribers AS s (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, device_secret_hash,
    language, timezone, country, browser, browser_version, os, device)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
  ON CONFLICT (site_id, endpoint_hash) DO UPDATE SET
    vapid_key_id = excluded.vapid_key_id, device_secret_hash = excluded.device_secret_hash,
    language = coalesce(excluded.language, s.language), timezone = coalesce(excluded.timezone, s.timezone),
    country = coalesce(excluded.country, s.country), browser = coalesce(excluded.browser, s.browser),
    browser_version = coalesce(excluded.browser_version, s.browser_version), os = coalesce(excluded.os, s.os),
    device = CASE WHEN excluded.device = 'unknown' THEN s.device ELSE excluded.device END,
    session_count = s.session_count + $16::int, last_seen_at = now(), updated_at = now()
  WHERE s.status = 'active' AND s.p256dh = excluded.p256dh AND s.auth = excluded.auth
  RETURNING id, xmax = 0 AS is_new
), event AS (
  INSERT INTO subscriber_events (site_id, subscriber_id, kind) SELECT $1, id, 'subscribed' FROM stored WHERE is_new
), consent AS (
  INSERT INTO consent_records (site_id, subscriber_id, decision, origin, prompt_kind, text_version)
  SELECT $1, id, 'granted', $17, $18, $19 FROM stored WHERE is_new
)
SELECT id FROM stored`;
