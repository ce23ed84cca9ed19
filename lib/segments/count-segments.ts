import type { Actor } from '@/lib/contracts/actors';
import type { SegmentView } from '@/lib/contracts/segments';
import { now } from '@/lib/platform/clock';
import { log } from '@/lib/platform/log';
import { rememberCount } from '@/lib/platform/remember-count';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { countAudience } from './count-audience';
import { estimateRules, type RuleEstimate } from './estimate-rule';

/** Rules that share one look at the sample; the numbers appear group by group. */
const GROUP_SIZE = 10;
const rememberEstimates = rememberCount<RuleEstimate[] | null>();
const rememberExact = rememberCount<number>();

export interface SegmentCount {
  count: number;
  /** Null when it is exact; else the true count is within this of `count` in 95 of 100 cases. */
  margin: number | null;
}

/**
 * How many active subscribers each segment has, by its id, for a list: estimated where the site is large, since an exact
 * count of each would read all its rows as often as there are segments. One statement after the other, so that a page of
 * segments never takes all database connections. Null for what could not be counted.
 */
export function countSegments(
  actor: Actor,
  siteId: string,
  segments: readonly SegmentView[],
): Record<string, Promise<SegmentCount | null>> {
  const counts: Record<string, Promise<SegmentCount | null>> = {};
  let before: Promise<unknown> = Promise.resolve();
  const after = <T>(work: () => Promise<T>): Promise<T | null> => {
    const mine = before.then(work).catch((error: unknown) => {
      log.warn({ err: error, siteId }, 'segments were not counted');
      return null;
    });
    before = mine;
    return mine;
  };
  for (let from = 0; from < segments.length; from += GROUP_SIZE) {
    const group = segments.slice(from, from + GROUP_SIZE);
    const estimates = after(async () => {
      const site = await authorizeSite(actor, 'segments.read', siteId);
      const rules = group.map(({ rule }) => rule);
      return (await rememberEstimates(group.map(keyOf).join(), () => estimateRules(site, rules, now()))) ?? [];
    });
    for (const [index, segment] of group.entries()) {
      counts[segment.id] = after(async () => {
        const estimated = await estimates;
        if (estimated === null) return null;
        const estimate = estimated[index];
        if (estimate) return { count: estimate.count, margin: estimate.margin };
        const count = () => countAudience(actor, siteId, { rule: segment.rule });
        return { count: await rememberExact(keyOf(segment), async () => (await count()).count), margin: null };
      });
    }
  }
  return counts;
}

/** A rule that is changed is counted anew. */
function keyOf({ id, updatedAt }: SegmentView): string {
  return `${id} ${updatedAt}`;
}
