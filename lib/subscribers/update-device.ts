import type { z } from 'zod';
import type { UpdateRequest } from '@/lib/contracts/embed';
import { MAX_TAGS } from '@/lib/contracts/subscribers';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { tryDecodeId } from '@/lib/platform/ids';
import { countIngest } from '@/lib/platform/metrics';
import { verifyIdentityProof } from '@/lib/sites/verify-identity-proof';
import { hashDeviceSecret } from './device-secret';
import { splitTagPatch } from './split-tag-patch';
import { tooManyTags } from './too-many-tags';

/**
 * Changes what a device says of its person: tags (merged; null deletes), topics (replaced), language, time zone,
 * external id (null logs out). Writes an event only for what really changed.
 *
 * @param request parsed with UpdateRequest
 * @throws AppError `forbidden` when the site wants an external id to be proved and the proof is not right; `not_found` when the device's id and secret do not belong together; `invalid_input` when the tags
 *   would become more than 100.
 */
export async function updateDevice(site: IdentitySite, request: z.output<typeof UpdateRequest>): Promise<void> {
  requireProof(site, request);
  const id = tryDecodeId('subscriber', request.device.id);
  const { set, remove } = splitTagPatch(request.tags ?? {});
  const { rows } = await pool.query<{ found: boolean; updated: boolean }>({
    name: 'update-device',
    text: SQL,
    values: [
      site.id,
      id,
      hashDeviceSecret(request.device.secret),
      JSON.stringify(set),
      remove,
      request.topics ?? null,
      request.language ?? null,
      request.timezone ?? null,
      request.externalId !== undefined,
      request.externalId ?? null,
      Object.keys(request.tags ?? {}),
      MAX_TAGS,
    ],
  });
  if (!rows[0]?.found) throw deviceNotFound();
  if (!rows[0].updated) throw tooManyTags();
  countIngest('update');
}

interface IdentitySite {
  id: bigint;
  siteKey: string;
  requireIdentityProof: boolean;
  identitySecretSealed: Uint8Array;
}

function requireProof(site: IdentitySite, { externalId, proof }: z.output<typeof UpdateRequest>): void {
  if (typeof externalId !== 'string' || !site.requireIdentityProof) return;
  if (verifyIdentityProof(site, externalId, proof)) return;
  throw new AppError('forbidden', { detail: 'The proof does not vouch for this external id.' });
}

/** The answer to every device whose proof is not right; it tells nothing of which part. */
export function deviceNotFound(): AppError {
  return new AppError('not_found', { detail: 'No device is registered with this id and secret: subscribe again.' });
}

// `old` is read under its lock, so that what changed is told from the row that is really replaced.
const SQL = `
WITH old AS (
  SELECT id, tags, topics, external_id FROM subscribers
  WHERE site_id = $1 AND id = $2 AND device_secret_hash = $3 FOR UPDATE
), merged AS (
  SELECT id, (tags - $5::text[]) || $4::jsonb AS tags FROM old
), updated AS (
  UPDATE subscribers s SET
    tags = m.tags, topics = coalesce($6::text[], s.topics), language = coalesce($7, s.language),
    timezone = coalesce($8, s.timezone), external_id = CASE WHEN $9::boolean THEN $10 ELSE s.external_id END,
    last_seen_at = now(),
    updated_at = CASE WHEN (m.tags, coalesce($6::text[], s.topics), coalesce($7, s.language), coalesce($8, s.timezone),
      CASE WHEN $9::boolean THEN $10 ELSE s.external_id END)
      IS DISTINCT FROM (s.tags, s.topics, s.language, s.timezone, s.external_id) THEN now() ELSE s.updated_at END
  FROM merged m JOIN old o ON o.id = m.id
  WHERE s.site_id = $1 AND s.id = m.id
    AND ((SELECT count(*) FROM jsonb_object_keys(m.tags)) <= $12::int OR $4::jsonb = '{}')
  RETURNING s.id, s.tags IS DISTINCT FROM o.tags AS tags_changed, s.topics IS DISTINCT FROM o.topics AS topics_changed,
    s.external_id IS DISTINCT FROM o.external_id AS identity_changed, s.topics AS topics, s.external_id AS external_id
), update_event AS (
  INSERT INTO subscriber_events (site_id, subscriber_id, kind, props)
  SELECT $1, id, 'updated', jsonb_strip_nulls(jsonb_build_object(
    'tags', CASE WHEN tags_changed THEN to_jsonb($11::text[]) END,
    'topics', CASE WHEN topics_changed THEN to_jsonb(topics) END))
  FROM updated WHERE tags_changed OR topics_changed
), identity_event AS (
  INSERT INTO subscriber_events (site_id, subscriber_id, kind, props)
  SELECT $1, id, 'identified', jsonb_build_object('known', external_id IS NOT NULL) FROM updated WHERE identity_changed
)
SELECT EXISTS (SELECT FROM old) AS found, EXISTS (SELECT FROM updated) AS updated`;
