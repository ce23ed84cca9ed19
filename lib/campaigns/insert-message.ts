import type { FrozenAudience } from '@/lib/contracts/campaigns';
import type { SendMessage } from '@/lib/contracts/transactional';
import { keyPool, pool } from '@/lib/platform/db';
import { errorKind } from '@/lib/platform/error-kind';
import { groupCalls } from '@/lib/platform/group-calls';
import { tryDecodeId } from '@/lib/platform/ids';
import { compileFrozenAudience } from '@/lib/segments/compile-frozen-audience';
import { SEND_WINDOW_SECONDS } from './create-run';
import { languageVariantSql } from './language-variant-sql';
import type { SendableContent } from './require-sendable-content';

/** Recipients named by a message that is stored together with other messages. */
const MAX_SHARED_RECIPIENTS = 16;
const MAX_MESSAGES = 100;
/** Messages that come so soon after others are stored together once this time has passed. */
const MIN_INTERVAL_MS = 20;

/** A message to store, checked. */
export interface NewMessage {
  workspaceId: bigint;
  siteId: bigint;
  input: Pick<SendMessage, 'ttlSeconds' | 'urgency' | 'ambiguityPolicy'>;
  content: Pick<SendableContent, 'message' | 'translations'>;
  selection: FrozenAudience['selection'];
}

export interface InsertedMessage {
  id: bigint;
  audienceCount: number;
  createdAt: Date;
  expiresAt: Date;
}

interface InsertedRow {
  id: bigint;
  audience_count: number;
  created_at: Date;
  expires_at: Date;
}

/**
 * Stores a message to named recipients and plans it whole: site, run, deliveries and counter in one statement and one
 * commit, since such messages come by the hundred a second. Those to a few recipients in one language share their
 * statement with the others of the moment. Of several languages each recipient gets their own. One that reaches nobody
 * is done at once.
 * @returns null when the workspace has no such site
 */
export function insertMessage(message: NewMessage): Promise<InsertedMessage | null> {
  return isShared(message) ? insertShared(message) : insertAlone(message);
}

function isShared({ content, selection }: NewMessage): boolean {
  if (content.translations.length > 0) return false;
  const { ids, names } = recipients(selection);
  return ids.length + names.length > 0 && ids.length + names.length <= MAX_SHARED_RECIPIENTS;
}

/** Subscriber ids and external ids; none of a rule. */
function recipients(selection: FrozenAudience['selection']): { ids: readonly string[]; names: readonly string[] } {
  switch (selection.kind) {
    case 'subscribers':
      return { ids: selection.ids, names: [] };
    case 'externalIds':
      return { ids: [], names: selection.externalIds };
    case 'rule':
      return { ids: [], names: [] };
  }
}

const insertShared = groupCalls(insertMessages, {
  concurrency: 1,
  minIntervalMs: MIN_INTERVAL_MS,
  maxSize: MAX_MESSAGES,
  alone: insertAlone,
  isShared: (error) => errorKind(error) === 'unavailable',
});

async function insertAlone(message: NewMessage): Promise<InsertedMessage | null> {
  const { text, params } = insertMessageQuery(message);
  const { rows } = await pool.query<InsertedRow>({
    name: `insert-message-${message.selection.kind}${message.content.translations.length > 0 ? '-languages' : ''}`,
    text,
    values: params,
  });
  return rows[0] ? toInserted(rows[0]) : null;
}

async function insertMessages(messages: NewMessage[]): Promise<(InsertedMessage | null)[]> {
  const { text, params } = insertMessagesQuery(messages);
  const { rows } = await keyPool.query<InsertedRow & { place: number }>({
    name: 'insert-messages',
    text,
    values: params,
  });
  const byPlace = new Map(rows.map((row) => [row.place, toInserted(row)]));
  return messages.map((_, place) => byPlace.get(place) ?? null);
}

function toInserted(row: InsertedRow): InsertedMessage {
  return { id: row.id, audienceCount: row.audience_count, createdAt: row.created_at, expiresAt: row.expires_at };
}

/**
 * As insertMessageQuery for several messages in one language; exported for the test that reads its plan. Recipients
 * are looked up one by one, which any number of them can be by their key.
 */
export function insertMessagesQuery(messages: readonly NewMessage[]) {
  const asOf = new Date().toISOString();
  const wanted = messages.map(({ selection }) => recipients(selection));
  const byId = wanted.flatMap(({ ids }, place) =>
    ids.map((id) => ({ place, id: tryDecodeId('subscriber', id) })).filter((one) => one.id !== null),
  );
  const byName = wanted.flatMap(({ names }, place) => names.map((name) => ({ place, name })));
  const params: unknown[] = [
    messages.map((_, place) => place),
    messages.map(({ siteId }) => siteId),
    messages.map(({ workspaceId }) => workspaceId),
    messages.map(({ selection }) => JSON.stringify({ asOf, selection } satisfies FrozenAudience)),
    messages.map(({ content }) => JSON.stringify([content.message])),
    messages.map(({ input }) => input.ttlSeconds),
    messages.map(({ input }) => input.urgency),
    messages.map(({ input }) => input.ambiguityPolicy),
    byId.map(({ place }) => place),
    byId.map(({ id }) => id),
    byName.map(({ place }) => place),
    byName.map(({ name }) => name),
  ];
  return { text: INSERT_MESSAGES_SQL, params };
}

const INSERT_MESSAGES_SQL = `
  WITH given AS MATERIALIZED (
    SELECT g.*, belfry_id() AS id
    FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::jsonb[], $5::jsonb[], $6::int[], $7::text[], $8::text[])
      AS g (place, site_id, workspace_id, audience, messages, ttl_seconds, urgency, ambiguity_policy)
    JOIN sites ON sites.id = g.site_id AND sites.workspace_id = g.workspace_id AND sites.archived_at IS NULL
  ),
  people AS MATERIALIZED (
    SELECT given.id AS run_id, given.site_id, s.id, s.origin_id
    FROM unnest($9::int[], $10::bigint[]) AS w (place, id) JOIN given USING (place) CROSS JOIN LATERAL (
      SELECT s.id, s.origin_id FROM subscribers s
      WHERE s.id = w.id AND s.site_id = given.site_id AND s.status = 'active' LIMIT 1
    ) s
    UNION ALL
    SELECT given.id, given.site_id, s.id, s.origin_id
    FROM unnest($11::int[], $12::text[]) AS w (place, name) JOIN given USING (place) CROSS JOIN LATERAL (
      SELECT s.id, s.origin_id FROM subscribers s
      WHERE s.site_id = given.site_id AND s.external_id = w.name AND s.status = 'active' OFFSET 0
    ) s
  ),
  sizes AS (SELECT run_id, count(*)::int AS count, max(id) AS last FROM people GROUP BY run_id),
  made_runs AS (
    INSERT INTO runs (id, site_id, lane, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at,
      shard_count, bound_subscriber_id, cursor_subscriber_id, audience_count, planned_at, status, finished_at)
    SELECT given.id, given.site_id, 'priority', given.audience, given.messages, given.ttl_seconds,
      given.urgency::"Urgency", given.ambiguity_policy::"AmbiguityPolicy",
      now() + (given.ttl_seconds + ${SEND_WINDOW_SECONDS}) * interval '1 second', 1, COALESCE(sizes.last, 0),
      COALESCE(sizes.last, 0), COALESCE(sizes.count, 0), now(),
      CASE WHEN sizes.count IS NULL THEN 'done' ELSE 'running' END::"RunStatus", CASE WHEN sizes.count IS NULL THEN now() END
    FROM given LEFT JOIN sizes ON sizes.run_id = given.id
    RETURNING id, site_id, audience_count, created_at, expires_at
  ),
  made_deliveries AS (
    INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard)
    SELECT people.run_id, people.id, people.site_id, people.origin_id, 0 FROM people
  ),
  counted AS (
    INSERT INTO run_counters (run_id, slot, site_id, planned_count)
    SELECT id, 0, site_id, audience_count FROM made_runs WHERE audience_count > 0
  )
  SELECT given.place, r.id, r.audience_count, r.created_at, r.expires_at FROM made_runs r JOIN given ON given.id = r.id`;

/** Exported for the test that reads its plan. */
export function insertMessageQuery({ workspaceId, siteId, input, content, selection }: NewMessage) {
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
