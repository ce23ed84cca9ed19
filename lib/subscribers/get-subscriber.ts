import type { Actor } from '@/lib/contracts/actors';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { SUBSCRIBER_COLUMNS, type SubscriberRow, subscriberView } from './subscriber-view';

/** @throws AppError `forbidden`; `not_found` */
export async function getSubscriber(actor: Actor, siteId: string, subscriberId: string): Promise<SubscriberView> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  const { rows } = await pool.query<SubscriberRow>(
    `SELECT ${SUBSCRIBER_COLUMNS} FROM subscribers s JOIN push_origins o ON o.id = s.origin_id
     WHERE s.site_id = $1 AND s.id = $2`,
    [site, decodeId('subscriber', subscriberId)],
  );
  const [row] = rows;
  if (!row) throw subscriberNotFound();
  return subscriberView(row);
}

export function subscriberNotFound(): AppError {
  return new AppError('not_found', { detail: 'No subscriber has the id given.' });
}
