import type { Actor } from '@/lib/contracts/actors';
import type { Page } from '@/lib/contracts/paging';
import type { SubscriberQuery, SubscriberView } from '@/lib/contracts/subscribers';
import { AppError } from '@/lib/platform/errors';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { listSubscribers } from '@/lib/subscribers/list-subscribers';
import { findSegment } from './get-segment';
import { listByRule } from './list-by-rule';
import { readRule } from './segment-view';

/**
 * A site's subscribers, newest first, paged by key; of one segment when the query names it.
 * @throws AppError `forbidden`; `not_found`; `invalid_input` for a segment that is not there
 */
export async function listMembers(actor: Actor, siteId: string, query: SubscriberQuery): Promise<Page<SubscriberView>> {
  if (!query.segmentId) return listSubscribers(actor, siteId, query);
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  const segment = await findSegment(site, query.segmentId).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    throw new AppError('invalid_input', {
      fields: [{ path: 'segmentId', message: 'names no segment of this site' }],
    });
  });
  return listByRule(actor, siteId, readRule(segment.rule), query);
}
