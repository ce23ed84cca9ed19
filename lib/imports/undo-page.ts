import { isDeepStrictEqual } from 'node:util';
import type { PoolClient } from 'pg';
import type { ImportUndoCounts } from '@/lib/contracts/imports';
import { inTransaction } from '@/lib/platform/transaction';
import type { Claimed } from './apply-piece';
import { NO_UNDO_COUNTS } from './counts';
import type { ChangedValues } from './decide-rows';
import type { TagValue } from './read-cell';

const PAGE_ROWS = 1_000;

interface Row {
  id: bigint;
  isCreated: boolean;
  before: ChangedValues;
  after: ChangedValues;
  hasCome: boolean;
  hasHistory: boolean;
  externalId: string | null;
  tags: Record<string, TagValue>;
  topics: string[];
  language: string | null;
  timezone: string | null;
  country: string | null;
  isTest: boolean;
}

/**
 * Takes back what an import did to up to 1,000 subscribers, and forgets it, in one transaction: those that it made are
 * removed, what it changed is put back; what was changed since stays.
 * @returns whether there is more
 */
export function undoPage(claimed: Claimed, leaseSeconds: number): Promise<boolean> {
  return inTransaction(async (client) => {
    const counts = await lock(client, claimed);
    if (!counts) return false;
    const rows = await readChanges(client, claimed);
    const removed = rows.filter((row) => row.isCreated && isUntouched(row)).map(({ id }) => id);
    const restored = rows.filter((row) => !row.isCreated).flatMap((row) => restore(row) ?? []);
    await remove(client, claimed, removed);
    await writeBack(client, claimed, restored);
    await client.query(
      'DELETE FROM import_changes WHERE import_id = $1 AND site_id = $2 AND subscriber_id = ANY ($3::bigint[])',
      [claimed.id, claimed.siteId, rows.map(({ id }) => id)],
    );
    const isLast = rows.length === 0;
    const next: ImportUndoCounts = {
      removedCount: counts.removedCount + removed.length,
      restoredCount: counts.restoredCount + restored.length,
      keptCount: counts.keptCount + rows.length - removed.length - restored.length,
    };
    await client.query(
      `UPDATE imports SET undo_counts = $3, attempt_count = 0, lease_until = now() + $4 * interval '1 second'
         ${isLast ? `, state = 'undone'` : ''}
       WHERE id = $1 AND site_id = $2`,
      [claimed.id, claimed.siteId, JSON.stringify(next), leaseSeconds],
    );
    return !isLast;
  });
}

async function lock(client: PoolClient, { id, siteId, fence }: Claimed): Promise<ImportUndoCounts | null> {
  const { rows } = await client.query<{ counts: ImportUndoCounts | null }>(
    `SELECT undo_counts AS counts FROM imports
     WHERE id = $1 AND site_id = $2 AND fence = $3 AND state = 'undoing' FOR UPDATE`,
    [id, siteId, fence],
  );
  return rows[0] ? (rows[0].counts ?? NO_UNDO_COUNTS) : null;
}

async function readChanges(client: PoolClient, { id, siteId }: Claimed): Promise<Row[]> {
  const { rows } = await client.query<Row>({
    name: 'import-undo-page',
    text: UNDO_PAGE_SQL,
    values: [id, siteId, PAGE_ROWS],
  });
  return rows;
}

/** Locks in the order that every batch keeps. */
const UNDO_PAGE_SQL = `
WITH page AS MATERIALIZED (
  SELECT subscriber_id, is_created, before, after FROM import_changes
  WHERE import_id = $1 AND site_id = $2 ORDER BY subscriber_id LIMIT $3
)
SELECT s.id, p.is_created AS "isCreated", p.before, p.after, s.device_secret_hash IS NOT NULL AS "hasCome",
  EXISTS (
    SELECT FROM subscriber_events e
    WHERE e.site_id = $2 AND e.subscriber_id = s.id AND e.kind NOT IN ('imported', 'gone')
  ) AS "hasHistory",
  s.external_id AS "externalId", s.tags, s.topics, s.language, s.timezone, s.country, s.is_test AS "isTest"
FROM page p JOIN subscribers s ON s.id = p.subscriber_id AND s.site_id = $2
ORDER BY s.endpoint_hash FOR UPDATE OF s`;

/** What an import may tell of a subscriber, and what is stored when it does not. */
const UNTOLD = { externalId: null, topics: [], language: null, timezone: null, country: null, isTest: false } as const;

/**
 * As the import made it: its browser has not come by itself, nobody has told anything else of it, and its timeline has
 * nothing that is somebody's doing. That a push service said it is gone is nobody's, nor is what was sent to it.
 */
function isUntouched(row: Row): boolean {
  if (row.hasCome || row.hasHistory) return false;
  const tags = Object.entries(row.after).filter(([name]) => name.startsWith('tag:'));
  return (
    isDeepStrictEqual(row.tags, Object.fromEntries(tags.map(([name, value]) => [name.slice(4), value]))) &&
    (Object.keys(UNTOLD) as (keyof typeof UNTOLD)[]).every((name) =>
      isDeepStrictEqual(row[name], row.after[name] ?? UNTOLD[name]),
    )
  );
}

/** @returns null when all that the import changed was changed since */
function restore(row: Row): Row | null {
  const next = { ...row, tags: { ...row.tags } };
  let isChanged = false;
  for (const [name, was] of Object.entries(row.before)) {
    const tag = name.startsWith('tag:') ? name.slice(4) : null;
    const current = tag === null ? row[name as 'externalId'] : (row.tags[tag] ?? null);
    if (!isDeepStrictEqual(current, row.after[name] ?? null)) continue;
    isChanged = true;
    if (tag === null) Object.assign(next, { [name]: was });
    else if (was === null) delete next.tags[tag];
    else next.tags[tag] = was as TagValue;
  }
  return isChanged ? next : null;
}

async function remove(client: PoolClient, { siteId }: Claimed, ids: readonly bigint[]): Promise<void> {
  if (ids.length === 0) return;
  // Their coming was told to no webhook, so their going is not either.
  await client.query(`SET LOCAL belfry.undoing_import = 'on'`);
  await client.query('DELETE FROM subscribers WHERE site_id = $1 AND id = ANY ($2::bigint[])', [siteId, ids]);
  await client.query(`SET LOCAL belfry.undoing_import = 'off'`);
  await client.query('DELETE FROM subscriber_events WHERE site_id = $1 AND subscriber_id = ANY ($2::bigint[])', [
    siteId,
    ids,
  ]);
  await client.query('DELETE FROM consent_records WHERE site_id = $1 AND subscriber_id = ANY ($2::bigint[])', [
    siteId,
    ids,
  ]);
}

async function writeBack(client: PoolClient, { siteId }: Claimed, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'import-undo',
    text: `
      WITH given AS (
        SELECT * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
          $9::boolean[]) AS g (id, tags, topics, external_id, language, timezone, country, is_test)
      ), restored AS (
        UPDATE subscribers s SET tags = g.tags::jsonb,
          topics = ARRAY(SELECT jsonb_array_elements_text(g.topics::jsonb)), external_id = g.external_id,
          language = g.language, timezone = g.timezone, country = g.country, is_test = g.is_test, updated_at = now()
        FROM given g WHERE s.site_id = $1 AND s.id = g.id RETURNING s.id
      )
      INSERT INTO subscriber_events (site_id, subscriber_id, kind, props)
      SELECT $1, id, 'imported', '{"undone": true}' FROM restored`,
    values: [
      siteId,
      rows.map(({ id }) => id),
      rows.map(({ tags }) => JSON.stringify(tags)),
      rows.map(({ topics }) => JSON.stringify(topics)),
      rows.map(({ externalId }) => externalId),
      rows.map(({ language }) => language),
      rows.map(({ timezone }) => timezone),
      rows.map(({ country }) => country),
      rows.map(({ isTest }) => isTest),
    ],
  });
}
