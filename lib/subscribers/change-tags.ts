import type { PoolClient } from 'pg';
import type { z } from 'zod';
import type { Actor } from '@/lib/contracts/actors';
import type { BatchRow } from '@/lib/contracts/batches';
import { MAX_TAGS } from '@/lib/contracts/subscribers';
import { TagChange } from '@/lib/contracts/tags';
import { notFound } from '@/lib/platform/not-found';
import { inTransaction } from '@/lib/platform/transaction';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { type CheckedRow, checkRows, refuseRow } from './check-rows';
import { findTargets } from './find-targets';
import { splitTagPatch } from './split-tag-patch';
import { tooManyTags } from './too-many-tags';

type TagValues = Record<string, string | number | boolean>;

/** A subscriber as it was and as the rows so far have made it. */
interface Draft {
  tags: TagValues;
  changedKeys: Set<string>;
}

/**
 * Sets and deletes tags of up to 1,000 people or browsers in one transaction, one row after the other, with a result
 * for each. A row that would give one of its subscribers too many tags changes none of them.
 * @param rows unchecked; each as TagChange
 * @throws AppError `forbidden`; `not_found`
 */
export async function changeTags(actor: Actor, siteId: string, rows: readonly unknown[]): Promise<BatchRow[]> {
  const site = await authorizeSite(actor, 'tags.write', siteId);
  const { good, refused } = checkRows(TagChange, rows);
  const results = good.length === 0 ? [] : await apply(site, good);
  return [...refused, ...results].sort((a, b) => a.index - b.index);
}

function apply(site: bigint, rows: readonly CheckedRow<z.output<typeof TagChange>>[]): Promise<BatchRow[]> {
  return inTransaction(async (client) => {
    const found = await findTargets(
      client,
      site,
      rows.map(({ row }) => row),
    );
    const drafts = await lockSubscribers(client, site, [...new Set(found.flat())]);
    const results = rows.map(({ index, row }, i): BatchRow => {
      const own = (found[i] ?? []).flatMap((id) => drafts.get(id) ?? []);
      if (own.length === 0) return refuseRow(index, notFound('subscriber'));
      const merged = own.map(({ tags }) => mergeTags(tags, row.tags));
      if (merged.some((tags, j) => isTooMany(tags, own[j]?.tags))) return refuseRow(index, tooManyTags());
      for (const [j, draft] of own.entries()) {
        draft.tags = merged[j] ?? draft.tags;
        for (const key of Object.keys(row.tags)) draft.changedKeys.add(key);
      }
      return { index, status: 'done', subscriberCount: own.length, error: null };
    });
    await store(client, site, drafts);
    return results;
  });
}

async function lockSubscribers(client: PoolClient, site: bigint, ids: bigint[]): Promise<Map<bigint, Draft>> {
  // The order of locks that every batch keeps (store-subscribers.ts), so that two of them cannot wait for each other.
  const { rows } = await client.query<{ id: bigint; tags: TagValues }>(
    `SELECT id, tags FROM subscribers WHERE site_id = $1 AND id = ANY ($2::bigint[])
     ORDER BY endpoint_hash FOR NO KEY UPDATE`,
    [site, ids],
  );
  return new Map(rows.map(({ id, tags }) => [id, { tags, changedKeys: new Set() }]));
}

function mergeTags(tags: TagValues, patch: z.output<typeof TagChange>['tags']): TagValues {
  const { set, remove } = splitTagPatch(patch);
  const kept = Object.entries(tags).filter(([key]) => !remove.includes(key));
  return { ...Object.fromEntries(kept), ...set };
}

/** Who has too many from elsewhere may still lose some. */
function isTooMany(tags: TagValues, before: TagValues = {}): boolean {
  const count = Object.keys(tags).length;
  return count > MAX_TAGS && count > Object.keys(before).length;
}

async function store(client: PoolClient, site: bigint, drafts: ReadonlyMap<bigint, Draft>): Promise<void> {
  const changed = [...drafts].filter(([, { changedKeys }]) => changedKeys.size > 0);
  await client.query({
    name: 'change-tags',
    text: SQL,
    values: [
      site,
      changed.map(([id]) => id),
      changed.map(([, { tags }]) => JSON.stringify(tags)),
      changed.map(([, { changedKeys }]) => JSON.stringify([...changedKeys])),
    ],
  });
}

const SQL = `
WITH given AS (
  SELECT * FROM unnest($2::bigint[], $3::text[], $4::text[]) AS g (id, tags, keys)
), changed AS (
  UPDATE subscribers s SET tags = g.tags::jsonb, updated_at = now() FROM given g
  WHERE s.site_id = $1 AND s.id = g.id AND s.tags IS DISTINCT FROM g.tags::jsonb
  RETURNING s.id, g.keys
)
INSERT INTO subscriber_events (site_id, subscriber_id, kind, props)
SELECT $1, id, 'updated', jsonb_build_object('tags', keys::jsonb) FROM changed`;
