import type { PoolClient } from 'pg';
import { findOriginId } from '@/lib/subscribers/find-origin-id';
import { type ChangedSubscriber, type NewSubscriber, valuesOf } from './decide-rows';

export interface ImportScope {
  id: bigint;
  siteId: bigint;
}

/**
 * Makes subscribers with their events, consent records and what it takes to undo them, in one statement.
 * @param source who imported them, from what: kept with the consent
 * @throws what `inTransaction` tries again, when a browser has come with one of the endpoints in the meantime
 */
export async function insertSubscribers(
  client: PoolClient,
  scope: ImportScope,
  created: readonly NewSubscriber[],
  source: string,
): Promise<void> {
  if (created.length === 0) return;
  const origins = await Promise.all(created.map(({ row }) => findOriginId(row.subscription.origin)));
  const rows = created.map(({ row, vapidKeyId }, i) => ({ ...row, vapidKeyId, originId: origins[i] }));
  // One order of locks for every batch, so that two of them cannot wait for each other.
  rows.sort((a, b) => a.subscription.endpointHash.compare(b.subscription.endpointHash));
  const column = <T>(read: (row: (typeof rows)[number]) => T) => rows.map(read);
  const { rowCount } = await client.query({
    name: 'import-subscribers',
    text: INSERT_SQL,
    values: [
      scope.siteId,
      column(({ subscription }) => subscription.endpoint),
      column(({ subscription }) => subscription.endpointHash),
      column(({ originId }) => originId),
      column(({ subscription }) => subscription.keys.p256dh),
      column(({ subscription }) => subscription.keys.auth),
      column(({ vapidKeyId }) => vapidKeyId),
      column(({ facts }) => facts.status),
      column(({ fields }) => fields.externalId ?? null),
      column(({ fields }) => JSON.stringify(fields.tags)),
      column(({ fields }) => JSON.stringify(fields.topics ?? [])),
      column(({ fields }) => fields.language ?? null),
      column(({ fields }) => fields.timezone ?? null),
      column(({ fields }) => fields.country ?? null),
      column(({ facts }) => facts.browser),
      column(({ facts }) => facts.browserVersion),
      column(({ facts }) => facts.os),
      column(({ facts }) => facts.device),
      column(({ facts }) => facts.sessionCount),
      column(({ fields }) => fields.isTest ?? false),
      column(({ facts }) => facts.subscribedAt),
      column(({ facts }) => facts.lastSeenAt),
      column(({ facts }) => facts.endedAt),
      column(({ line }) => line),
      column(({ fields }) => JSON.stringify(valuesOf(fields))),
      scope.id,
      source,
    ],
  });
  if (rowCount === created.length) return;
  throw Object.assign(new Error('a browser came with an endpoint of the import'), { code: SERIALIZATION_FAILURE });
}

/** inTransaction begins anew with it. */
const SERIALIZATION_FAILURE = '40001';

const INSERT_SQL = `
WITH given AS (
  SELECT * FROM unnest($2::text[], $3::bytea[], $4::int[], $5::bytea[], $6::bytea[], $7::bigint[],
    $8::"SubscriberStatus"[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
    $16::text[], $17::text[], $18::text[], $19::int[], $20::boolean[], $21::timestamptz[], $22::timestamptz[],
    $23::timestamptz[], $24::int[], $25::text[])
    AS g (endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, status, external_id, tags, topics, language,
      timezone, country, browser, browser_version, os, device, session_count, is_test, subscribed_at, last_seen_at,
      ended_at, line, after)
), made AS (
  INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, status, external_id,
    tags, topics, language, timezone, country, browser, browser_version, os, device, session_count, is_test,
    subscribed_at, last_seen_at, endpoint_set_at, ended_at)
  SELECT $1, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, status, external_id, tags::jsonb,
    ARRAY(SELECT jsonb_array_elements_text(topics::jsonb)), language, timezone, country, browser, browser_version, os,
    device, session_count, is_test, coalesce(subscribed_at, now()), coalesce(last_seen_at, subscribed_at, now()),
    coalesce(subscribed_at, now()), CASE WHEN status = 'active' THEN NULL ELSE coalesce(ended_at, now()) END
  FROM given ORDER BY line
  ON CONFLICT (site_id, endpoint_hash) DO NOTHING
  RETURNING id, endpoint_hash, status
), event AS (
  INSERT INTO subscriber_events (site_id, subscriber_id, kind, props)
  SELECT $1, id, 'imported', '{"created": true}' FROM made
), consent AS (
  INSERT INTO consent_records (site_id, subscriber_id, decision, origin, prompt_kind, source)
  SELECT $1, id, CASE WHEN status = 'unsubscribed' THEN 'withdrawn' ELSE 'granted' END, '', 'import', $27 FROM made
), change AS (
  INSERT INTO import_changes (import_id, subscriber_id, site_id, is_created, after)
  SELECT $26, m.id, $1, true, g.after::jsonb FROM made m JOIN given g ON g.endpoint_hash = m.endpoint_hash
)
SELECT FROM made`;

/** Changes subscribers that the transaction holds locked, with their events and what it takes to undo it. */
export async function updateSubscribers(
  client: PoolClient,
  scope: ImportScope,
  changed: readonly ChangedSubscriber[],
): Promise<void> {
  if (changed.length === 0) return;
  const column = <T>(read: (row: ChangedSubscriber) => T) => changed.map(read);
  await client.query({
    name: 'import-changes',
    text: UPDATE_SQL,
    values: [
      scope.siteId,
      column(({ now }) => now.id),
      column(({ now }) => JSON.stringify(now.tags)),
      column(({ now }) => JSON.stringify(now.topics)),
      column(({ now }) => now.externalId),
      column(({ now }) => now.language),
      column(({ now }) => now.timezone),
      column(({ now }) => now.country),
      column(({ now }) => now.isTest),
      column(({ before }) => JSON.stringify(before)),
      column(({ after }) => JSON.stringify(after)),
      scope.id,
    ],
  });
}

// A row of an earlier piece may have changed the same subscriber: what was there before that one is what counts.
const UPDATE_SQL = `
WITH given AS (
  SELECT * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::boolean[], $10::text[], $11::text[])
    AS g (id, tags, topics, external_id, language, timezone, country, is_test, before, after)
), changed AS (
  UPDATE subscribers s SET tags = g.tags::jsonb, topics = ARRAY(SELECT jsonb_array_elements_text(g.topics::jsonb)),
    external_id = g.external_id, language = g.language, timezone = g.timezone, country = g.country,
    is_test = g.is_test, updated_at = now()
  FROM given g WHERE s.site_id = $1 AND s.id = g.id
  RETURNING s.id, g.before, g.after
), event AS (
  INSERT INTO subscriber_events (site_id, subscriber_id, kind, props)
  SELECT $1, id, 'imported', jsonb_build_object('fields', (SELECT jsonb_agg(k) FROM jsonb_object_keys(after::jsonb) k))
  FROM changed
)
INSERT INTO import_changes AS c (import_id, subscriber_id, site_id, is_created, before, after)
SELECT $12, id, $1, false, before::jsonb, after::jsonb FROM changed
ON CONFLICT (import_id, subscriber_id) DO UPDATE SET
  before = excluded.before || c.before, after = c.after || excluded.after`;
