import type { Actor } from '@/lib/contracts/actors';
import { MAX_TAGS, SubscriberPatch, type SubscriberView } from '@/lib/contracts/subscribers';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findSubscriberId } from './find-subscriber-id';
import { getSubscriber } from './get-subscriber';
import { splitTagPatch } from './split-tag-patch';
import { tooManyTags } from './too-many-tags';

/**
 * Changes a subscriber by hand or by the API: tags are merged (null deletes), all else is replaced.
 * @param expectedUpdatedAt what the editor saw last; given, what was changed since is left alone
 * @throws AppError `forbidden`; `not_found`; `precondition_failed`; `conflict` for a person with several browsers; `invalid_input`, also when the tags would become more than 100
 */
export async function updateSubscriber(
  actor: Actor,
  siteId: string,
  subscriberId: string,
  input: SubscriberPatch,
  expectedUpdatedAt?: Date,
): Promise<SubscriberView> {
  const site = await authorizeSite(actor, 'subscribers.write', siteId);
  const patch = parse(SubscriberPatch, input);
  const id = await findSubscriberId(site, subscriberId);
  const { set, remove } = splitTagPatch(patch.tags ?? {});
  const isGiven = (key: keyof typeof patch) => patch[key] !== undefined;
  const { rows } = await pool.query<{ found: boolean; stale: boolean; updated: boolean }>(SQL, [
    site,
    id,
    JSON.stringify(set),
    remove,
    patch.topics ?? null,
    isGiven('externalId'),
    patch.externalId ?? null,
    isGiven('language'),
    patch.language ?? null,
    isGiven('timezone'),
    patch.timezone ?? null,
    isGiven('country'),
    patch.country ?? null,
    patch.isTest ?? null,
    MAX_TAGS,
    Object.keys(patch.tags ?? {}),
    expectedUpdatedAt ?? null,
  ]);
  if (!rows[0]?.found) throw notFound('subscriber');
  if (rows[0].stale) throw new AppError('precondition_failed');
  if (!rows[0].updated) throw tooManyTags();
  // By its id: the external id that it was named by may be another by now.
  return getSubscriber(actor, siteId, encodeId('subscriber', id));
}

const SQL = `
WITH old AS (
  SELECT id, tags, topics, external_id, coalesce(updated_at <> $17::timestamptz, false) AS is_stale
  FROM subscribers WHERE site_id = $1 AND id = $2 FOR UPDATE
), merged AS (
  SELECT id, (tags - $4::text[]) || $3::jsonb AS tags FROM old
), updated AS (
  UPDATE subscribers s SET
    tags = m.tags, topics = coalesce($5::text[], s.topics),
    external_id = CASE WHEN $6::boolean THEN $7 ELSE s.external_id END,
    language = CASE WHEN $8::boolean THEN $9 ELSE s.language END,
    timezone = CASE WHEN $10::boolean THEN $11 ELSE s.timezone END,
    country = CASE WHEN $12::boolean THEN $13 ELSE s.country END,
    is_test = coalesce($14::boolean, s.is_test), updated_at = now()
  FROM merged m JOIN old o ON o.id = m.id
  WHERE s.site_id = $1 AND s.id = m.id AND NOT o.is_stale
    AND ((SELECT count(*) FROM jsonb_object_keys(m.tags)) <= $15::int OR $3::jsonb = '{}')
  RETURNING s.id, s.tags IS DISTINCT FROM o.tags AS tags_changed, s.topics IS DISTINCT FROM o.topics AS topics_changed,
    s.external_id IS DISTINCT FROM o.external_id AS identity_changed, s.topics AS topics, s.external_id AS external_id
), update_event AS (
  INSERT INTO subscriber_events (site_id, subscriber_id, kind, props)
  SELECT $1, id, 'updated', jsonb_strip_nulls(jsonb_build_object(
    'tags', CASE WHEN tags_changed THEN to_jsonb($16::text[]) END,
    'topics', CASE WHEN topics_changed THEN to_jsonb(topics) END))
  FROM updated WHERE tags_changed OR topics_changed
), identity_event AS (
  INSERT INTO subscriber_events (site_id, subscriber_id, kind, props)
  SELECT $1, id, 'identified', jsonb_build_object('known', external_id IS NOT NULL) FROM updated WHERE identity_changed
)
SELECT EXISTS (SELECT FROM old) AS found, EXISTS (SELECT FROM old WHERE is_stale) AS stale,
  EXISTS (SELECT FROM updated) AS updated`;
