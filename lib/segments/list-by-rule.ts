import type { Actor } from '@/lib/contracts/actors';
import type { Page } from '@/lib/contracts/paging';
import type { SegmentRule } from '@/lib/contracts/segments';
import type { SubscriberQuery, SubscriberView } from '@/lib/contracts/subscribers';
import { now } from '@/lib/platform/clock';
import { readCursor } from '@/lib/platform/read-cursor';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { listSubscribers } from '@/lib/subscribers/list-subscribers';
import { compileRule } from './compile-rule';

/** One in a hundred of these fills a page of fifty. */
const NEAREST = 5_000;

/**
 * A site's subscribers whom a rule finds, newest first, paged by key.
 *
 * A rule on what people did can be asked of each in turn, which is quick when many meet it, or of all at once, which is
 * quick when few do. Nobody knows beforehand: the next few thousand are asked in turn, and all when that is not enough.
 * @param rule as a segment has it, already checked
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not ours
 */
export async function listByRule(
  actor: Actor,
  siteId: string,
  rule: SegmentRule,
  query: SubscriberQuery,
): Promise<Page<SubscriberView>> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  const asOf = now();
  if (isOnBehaviour(rule)) {
    const page = await listSubscribers(actor, siteId, query, (params) => {
      const before = readCursor('subscriber', query.cursor);
      return `${amongNearest(site, before, params)} and ${compileRule(rule, params, asOf)}`;
    });
    if (page.nextCursor !== null) return page;
  }
  return listSubscribers(actor, siteId, query, (params) => compileRule(rule, params, asOf, site));
}

function isOnBehaviour(rule: SegmentRule): boolean {
  if (!('op' in rule)) return rule.field === 'event' || rule.field === 'page' || rule.field === 'campaign';
  return rule.op === 'not' ? isOnBehaviour(rule.rule) : rule.rules.some(isOnBehaviour);
}

/** The newest below the cursor, by the index of the site's ids alone. */
function amongNearest(site: bigint, before: bigint | null, params: unknown[]): string {
  const below = before === null ? '' : `and n.id < $${params.push(before)}::bigint`;
  return `s.id >= coalesce((select n.id from subscribers n where n.site_id = $${params.push(site)}::bigint ${below}
    order by n.id desc offset ${NEAREST} limit 1), 0)`;
}
