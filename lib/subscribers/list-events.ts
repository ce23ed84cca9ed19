import type { Actor } from '@/lib/contracts/actors';
import type { EventQuery, EventView } from '@/lib/contracts/events';
import type { Page } from '@/lib/contracts/paging';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { readCursor } from '@/lib/platform/read-cursor';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findSubscriberId } from './find-subscriber-id';

/**
 * The custom events of a subscriber, newest first, paged by key.
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not ours
 */
export async function listEvents(
  actor: Actor,
  siteId: string,
  subscriberId: string,
  query: EventQuery,
): Promise<Page<EventView>> {
  const site = await authorizeSite(actor, 'events.read', siteId);
  const id = await findSubscriberId(site, subscriberId);
  const before = readCursor('event', query.cursor);
  const found = await pool.query('SELECT FROM subscribers WHERE site_id = $1 AND id = $2', [site, id]);
  if (found.rowCount === 0) throw notFound('subscriber');
  const { rows } = await pool.query<{ id: bigint; name: string; props: EventView['props']; at: Date }>({
    name: 'list-events',
    text: LIST_EVENTS_SQL,
    values: [site, id, before, query.event ?? null, query.limit + 1],
  });
  const items = rows.slice(0, query.limit).map((row) => ({
    id: encodeId('event', row.id),
    subscriberId: encodeId('subscriber', id),
    event: row.name,
    props: row.props,
    at: row.at.toISOString(),
  }));
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}

/** Exported for the test that reads its plan. */
export const LIST_EVENTS_SQL = `
SELECT id, name, props, at FROM subscriber_events
WHERE site_id = $1 AND subscriber_id = $2 AND id < coalesce($3::bigint, 9223372036854775807) AND kind = 'custom'
  AND ($4::text IS NULL OR name = $4)
ORDER BY id DESC LIMIT $5`;
