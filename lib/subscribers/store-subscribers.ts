import { inTransaction } from '@/lib/platform/transaction';
import type { NewSubscriber } from './create-subscribers';

/**
 * Upserts subscribers by their endpoints, with events and consent records for those that are new or come back, in
 * bulk statements; who unsubscribed stays unsubscribed. Rows whose endpoint is held with other keys are left out of the answer.
 * @returns by base64 of the endpoint's hash
 */
export async function storeSubscribers(
  siteId: bigint,
  rows: readonly NewSubscriber[],
): Promise<Map<string, { id: bigint; isNew: boolean }>> {
  if (rows.length === 0) return new Map();
  // One order of locks for every batch, so that two of them cannot wait for each other.
  const sorted = [...rows].sort((a, b) => a.endpointHash.compare(b.endpointHash));
  return inTransaction(async (client) => {
    const result = await client.query<{ id: bigint; endpoint_hash: Buffer; is_new: boolean }>({
      name: 'store-subscribers',
      text: SQL,
      values: [
        siteId,
        sorted.map((row) => row.endpoint),
        sorted.map((row) => row.endpointHash),
        sorted.map((row) => row.originId),
        sorted.map((row) => row.keys.p256dh),
        sorted.map((row) => row.keys.auth),
        sorted.map(({ fields }) => fields.externalId ?? null),
        sorted.map(({ fields }) => JSON.stringify(fields.tags ?? {})),
        // Arrays of arrays must be rectangular in Postgres, so topics travel as JSON.
        sorted.map(({ fields }) => (fields.topics ? JSON.stringify(fields.topics) : null)),
        sorted.map(({ fields }) => fields.language ?? null),
        sorted.map(({ fields }) => fields.timezone ?? null),
        sorted.map(({ fields }) => fields.country ?? null),
      ],
    });
    return new Map(result.rows.map((row) => [row.endpoint_hash.toString('base64'), { id: row.id, isNew: row.is_new }]));
  });
}

// `ended` locks and remembers those that a push service had reported gone: their return is a new opt-in. Who
// unsubscribed stays so, whatever a list says: only their own browser brings them back.
const SQL = `
WITH given AS (
  SELECT * FROM unnest($2::text[], $3::bytea[], $4::int[], $5::bytea[], $6::bytea[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::text[], $12::text[]) WITH ORDINALITY
    AS g (endpoint, endpoint_hash, origin_id, p256dh, auth, external_id, tags, topics, language, timezone, country, position)
), ended AS (
  SELECT s.id FROM subscribers s JOIN given g ON g.endpoint_hash = s.endpoint_hash
  WHERE s.site_id = $1 AND s.status = 'gone' ORDER BY s.endpoint_hash FOR UPDATE OF s
), stored AS (
  INSERT INTO subscribers AS s (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, external_id, tags,
    topics, language, timezone, country)
  SELECT $1, endpoint, endpoint_hash, origin_id, p256dh, auth,
    (SELECT current_vapid_key_id FROM sites WHERE id = $1), external_id, tags::jsonb,
    coalesce(ARRAY(SELECT jsonb_array_elements_text(topics::jsonb)), '{}'), language, timezone, country
  FROM given ORDER BY position
  ON CONFLICT (site_id, endpoint_hash) DO UPDATE SET
    tags = s.tags || excluded.tags,
    topics = CASE WHEN excluded.topics = '{}' THEN s.topics ELSE excluded.topics END,
    external_id = coalesce(excluded.external_id, s.external_id), language = coalesce(excluded.language, s.language),
    timezone = coalesce(excluded.timezone, s.timezone), country = coalesce(excluded.country, s.country),
    subscribed_at = CASE WHEN s.status = 'gone' THEN now() ELSE s.subscribed_at END,
    ended_at = CASE WHEN s.status = 'gone' THEN NULL ELSE s.ended_at END,
    status = CASE WHEN s.status = 'gone' THEN 'active' ELSE s.status END, updated_at = now()
  WHERE s.p256dh = excluded.p256dh AND s.auth = excluded.auth
  RETURNING id, endpoint_hash, xmax = 0 AS is_new
), opted_in AS (
  SELECT id FROM stored WHERE is_new OR id IN (SELECT id FROM ended)
), event AS (
  INSERT INTO subscriber_events (site_id, subscriber_id, kind) SELECT $1, id, 'subscribed' FROM opted_in
), consent AS (
  INSERT INTO consent_records (site_id, subscriber_id, decision, origin, prompt_kind)
  SELECT $1, id, 'granted', '', 'api' FROM opted_in
)
SELECT id, endpoint_hash, is_new FROM stored`;
