import type { Actor } from '@/lib/contracts/actors';
import type { Page } from '@/lib/contracts/paging';
import type { SegmentRule } from '@/lib/contracts/segments';
import type { SubscriberQuery, SubscriberView } from '@/lib/contracts/subscribers';
import { now } from '@/lib/platform/clock';
import { decodeId } from '@/lib/platform/ids';
import { listSubscribers } from '@/lib/subscribers/list-subscribers';
import { compileRule } from './compile-rule';

/**
 * A site's subscribers whom a rule finds, newest first, paged by key.
 * @param rule as a segment has it, already checked
 * @throws AppError `forbidden`; `not_found`
 */
export async function listByRule(
  actor: Actor,
  siteId: string,
  rule: SegmentRule,
  query: SubscriberQuery,
): Promise<Page<SubscriberView>> {
  const asOf = now();
  return listSubscribers(actor, siteId, query, (params) => compileRule(rule, params, asOf, decodeId('site', siteId)));
}
