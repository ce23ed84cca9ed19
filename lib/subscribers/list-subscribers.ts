import type { Actor } from '@/lib/contracts/actors';
import type { Page } from '@/lib/contracts/paging';
import type { SubscriberQuery, SubscriberView } from '@/lib/contracts/subscribers';
import { pool } from '@/lib/platform/db';
import { escapeLike } from '@/lib/platform/escape-like';
import { tryDecodeId } from '@/lib/platform/ids';
import { readCursor } from '@/lib/platform/read-cursor';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findClientName } from './parse-client';
import { SUBSCRIBER_COLUMNS, type SubscriberRow, subscriberView } from './subscriber-view';

/** A further condition over `s`; pushes its values. lib/segments makes one of a segment. */
export type SubscriberFilter = (params: unknown[]) => string;

/**
 * A site's subscribers, newest first, paged by key.
 * @param filter narrows further, e.g. to the members of a segment
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not ours
 */
export async function listSubscribers(
  actor: Actor,
  siteId: string,
  query: SubscriberQuery,
  filter?: SubscriberFilter,
): Promise<Page<SubscriberView>> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  const rows = await readRows(site, query, filter);
  const items = rows.slice(0, query.limit).map(subscriberView);
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}

/** Who follows a topic is looked for among so many of the newest, then by the index of topics. */
const NEWEST = 2_000;

/**
 * Postgres cannot tell a topic that many follow from one that nobody does: it would walk a whole site in search of the
 * first page. A topic with a page among the newest has it in a few milliseconds; of any other the followers are few.
 */
async function readRows(
  siteId: bigint,
  query: SubscriberQuery,
  filter: SubscriberFilter | undefined,
): Promise<SubscriberRow[]> {
  const read = async (within: 'newest' | 'all') => {
    const { text, params } = listQuery(siteId, query, filter, within);
    return (await pool.query<SubscriberRow>(text, params)).rows;
  };
  if (!query.topic) return read('all');
  const newest = await read('newest');
  return newest.length > query.limit ? newest : read('all');
}

/** The statement of a list. */
export function listQuery(
  siteId: bigint,
  query: SubscriberQuery,
  filter?: SubscriberFilter,
  within: 'newest' | 'all' = 'all',
) {
  const params: unknown[] = [siteId];
  const bind = (value: unknown) => `$${params.push(value)}`;
  const where = ['s.site_id = $1'];
  const before = readCursor('subscriber', query.cursor);
  if (before !== null) where.push(`s.id < ${bind(before)}`);
  // With a limit of its own it stays a walk in the order of the site's ids.
  const from =
    within === 'all'
      ? 'subscribers'
      : `(SELECT * FROM subscribers s WHERE ${where.join(' AND ')} ORDER BY s.id DESC LIMIT ${NEWEST})`;
  if (query.externalId) where.push(`s.external_id = ${bind(query.externalId)}`);
  if (query.endpointHash) where.push(`s.endpoint_hash = ${bind(Buffer.from(query.endpointHash, 'hex'))}`);
  if (query.status) where.push(`s.status = ${bind(query.status)}::text::"SubscriberStatus"`);
  if (query.browser) where.push(browserCondition(query.browser, bind));
  if (query.country) where.push(`s.country = ${bind(query.country)}`);
  if (query.topic) where.push(`s.topics @> ${bind([query.topic])}::text[]`);
  if (query.isTest !== undefined) where.push(query.isTest ? 's.is_test' : 'NOT s.is_test');
  if (query.search) where.push(searchCondition(query.search, bind));
  if (filter) where.push(filter(params));
  // `id + 0` keeps the planner from walking all ids backwards in search of the few of one person, or of a topic.
  const isFew = query.externalId !== undefined || (query.topic !== undefined && within === 'all');
  const order = isFew ? 's.id + 0' : 's.id';
  const text = `SELECT ${SUBSCRIBER_COLUMNS} FROM ${from} s JOIN push_origins o ON o.id = s.origin_id
    WHERE ${where.join(' AND ')} ORDER BY ${order} DESC LIMIT ${bind(query.limit + 1)}`;
  return { text, params };
}

/** As visitors' browsers are stored, which an index answers; a name that is none of theirs in any spelling. */
function browserCondition(browser: string, bind: (value: unknown) => string): string {
  const name = findClientName('browser', browser);
  return name === null ? `lower(s.browser) = ${bind(browser.toLowerCase())}` : `s.browser = ${bind(name)}`;
}

/**
 * A whole id finds one row by its key; anything else is the beginning of an external id, as written. By LIKE, since its
 * index is one of `text_pattern_ops`: ordinary ones know no beginnings in most collations.
 */
function searchCondition(search: string, bind: (value: unknown) => string): string {
  const id = tryDecodeId('subscriber', search);
  if (id !== null) return `s.id = ${bind(id)}`;
  return `s.external_id LIKE ${bind(`${escapeLike(search)}%`)}`;
}
