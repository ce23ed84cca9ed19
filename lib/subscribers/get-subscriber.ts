import type { Actor } from '@/lib/contracts/actors';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { pool } from '@/lib/platform/db';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findSubscriberId } from './find-subscriber-id';
import { SUBSCRIBER_COLUMNS, type SubscriberRow, subscriberView } from './subscriber-view';

/** @throws AppError `forbidden`; `not_found`; `conflict` for a person with several browsers */
export async function getSubscriber(actor: Actor, siteId: string, subscriberId: string): Promise<SubscriberView> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  const { rows } = await pool.query<SubscriberRow>(
    `SELECT ${SUBSCRIBER_COLUMNS} FROM subscribers s JOIN push_origins o ON o.id = s.origin_id
     WHERE s.site_id = $1 AND s.id = $2`,
    [site, await findSubscriberId(site, subscriberId)],
  );
  const [row] = rows;
  if (!row) throw notFound('subscriber');
  return subscriberView(row);
}
