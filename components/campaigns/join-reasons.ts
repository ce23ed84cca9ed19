import type { CampaignProgress } from '@/lib/contracts/campaigns';

type Reason = CampaignProgress['reasons'][number];

/** Left out by Belfry, and no push service's doing: one line, whichever would have carried it. */
export const isLeftOut = ({ outcome }: Pick<Reason, 'outcome'>) => outcome === 'suppressed';

/** The reasons with those that no push service had a part in added up, largest first. */
export function joinReasons(reasons: readonly Reason[]): Reason[] {
  const joined = new Map<string, Reason>();
  for (const reason of reasons) {
    const pushService = isLeftOut(reason) ? '' : reason.pushService;
    const key = `${reason.outcome} ${reason.reason} ${pushService}`;
    joined.set(key, { ...reason, pushService, count: reason.count + (joined.get(key)?.count ?? 0) });
  }
  return [...joined.values()].sort((a, b) => b.count - a.count);
}
