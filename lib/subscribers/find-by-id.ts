import type { Actor } from '@/lib/contracts/actors';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { pool } from '@/lib/platform/db';
import { tryDecodeId } from '@/lib/platform/ids';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { SUBSCRIBER_COLUMNS, type SubscriberRow, subscriberView } from './subscriber-view';

/**
 * The subscribers that have exactly this external id or this id of ours, newest first: one step in an index, however
 * many there are.
 * @throws AppError `forbidden`; `not_found`
 */
export async function findById(actor: Actor, siteId: string, text: string, limit: number): Promise<SubscriberView[]> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  const id = tryDecodeId('subscriber', text);
  const { rows } = await pool.query<SubscriberRow>(
    `SELECT ${SUBSCRIBER_COLUMNS} FROM subscribers s JOIN push_origins o ON o.id = s.origin_id
     WHERE s.site_id = $1 AND ${id === null ? 's.external_id = $2' : 's.id = $2'} ORDER BY s.id DESC LIMIT $3`,
    [site, id ?? text, limit],
  );
  return rows.map(subscriberView);
}
