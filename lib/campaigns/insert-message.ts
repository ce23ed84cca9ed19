import type { FrozenAudience } from '@/lib/contracts/campaigns';
import type { SendMessage } from '@/lib/contracts/transactional';
import { pool } from '@/lib/platform/db';
import { compileFrozenAudience } from '@/lib/segments/compile-frozen-audience';
import { SEND_WINDOW_SECONDS } from './create-run';
import { languageVariantSql } from './language-variant-sql';
import type { SendableContent } from './require-sendable-content';

export interface InsertedMessage {
  id: bigint;
  audienceCount: number;
  createdAt: Date;
  expiresAt: Date;
}

/**
 * Stores a message to named recipients and plans it whole: site, run, deliveries and counter in one statement and one
 * commit, since such messages come by the hundred a second. Of several languages each recipient gets their own. One that
 * reaches nobody is done at once.
 * @returns null when the workspace has no such site
 */
export async function insertMessage(
  workspaceId: bigint,
  siteId: bigint,
  input: SendMessage,
  content: Pick<SendableContent, 'message' | 'translations'>,
  selection: FrozenAudience['selection'],
): Promise<InsertedMessage | null> {
  const { text, params } = insertMessageQuery(workspaceId, siteId, input, content, selection);
  const { rows } = await pool.query<{ id: bigint; audience_count: number; created_at: Date; expires_at: Date }>({
    name: `insert-message-${selection.kind}${content.translations.length > 0 ? '-languages' : ''}`,
    text,
    values: params,
  });
  const row = rows[0];
  return row
    ? { id: row.id, audienceCount: row.audience_count, createdAt: row.created_at, expiresAt: row.expires_at }
    : null;
}

/** Exported for the test that reads its plan. */
export function insertMessageQuery(
  workspaceId: bigint,
  siteId: bigint,
  input: SendMessage,
  content: Pick<SendableContent, 'message' | 'translations'>,
  selection: FrozenAudience['selection'],
) {
  const audience: FrozenAudience = { asOf: new Date().toISOString(), selection };
  const params: unknown[] = [
    siteId,
    workspaceId,
    JSON.stringify(audience),
    JSON.stringify([content.message, ...content.translations.map(({ message }) => message)]),
    input.ttlSeconds,
    input.urgency,
    input.ambiguityPolicy,
  ];
  const matches = compileFrozenAudience(audience, params);
  // Nearly all have one language: theirs stays the shorter statement.
  const languages = content.translations.map(({ language }) => language);
  const isTranslated = languages.length > 0;
  if (isTranslated) params.push(['', ...languages]);
  const languagesParam = `$${params.length}::text[]`;
  const text = `
  WITH site AS (SELECT id FROM sites WHERE id = $1 AND workspace_id = $2 AND archived_at IS NULL),
  people AS (
    SELECT s.id, s.origin_id, s.language FROM subscribers s WHERE s.site_id = $1 AND EXISTS (SELECT FROM site) AND ${matches}
  ),
  size AS (SELECT count(*)::int AS count, COALESCE(max(id), 0) AS last FROM people),
  run AS (
    INSERT INTO runs (site_id, lane, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at,
      shard_count, bound_subscriber_id, cursor_subscriber_id, audience_count, planned_at, status, finished_at${isTranslated ? ', languages' : ''})
    SELECT site.id, 'priority', $3::jsonb, $4::jsonb, $5, $6::"Urgency", $7::"AmbiguityPolicy",
      now() + ($5 + ${SEND_WINDOW_SECONDS}) * interval '1 second', 1, size.last, size.last, size.count, now(),
      CASE WHEN size.count = 0 THEN 'done' ELSE 'running' END::"RunStatus", CASE WHEN size.count = 0 THEN now() END
      ${isTranslated ? `, ${languagesParam}` : ''}
    FROM site CROSS JOIN size
    RETURNING id, site_id, audience_count, created_at, expires_at
  ),
  made AS (
    INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard${isTranslated ? ', variant' : ''})
    SELECT run.id, people.id, run.site_id, people.origin_id, 0
      ${isTranslated ? `, ${languageVariantSql(languagesParam, 'people.language')}` : ''} FROM people CROSS JOIN run
  ),
  counted AS (
    INSERT INTO run_counters (run_id, slot, site_id, planned_count)
    SELECT id, 0, site_id, audience_count FROM run WHERE audience_count > 0
  )
  SELECT id, audience_count, created_at, expires_at FROM run`;
  return { text, params };
}
