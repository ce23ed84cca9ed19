import type { Actor } from '@/lib/contracts/actors';
import type { DeliveryQuery, DeliveryView } from '@/lib/contracts/deliveries';
import type { Page } from '@/lib/contracts/paging';
import { badCursor } from '@/lib/platform/read-cursor';
import { findMessage } from './get-message';
import { pageDeliveries, readPosition } from './page-deliveries';

/**
 * The deliveries of a transactional message by subscriber, however many there are.
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not one of this list
 */
export async function listMessageDeliveries(
  actor: Actor,
  messageId: string,
  query: DeliveryQuery,
): Promise<Page<DeliveryView>> {
  const { id, site_id: siteId } = await findMessage(actor, messageId);
  const start = readPosition(query.cursor);
  if (query.cursor !== undefined && start.runId !== id) throw badCursor();
  return pageDeliveries(siteId, { runIds: [id] }, start, query);
}
