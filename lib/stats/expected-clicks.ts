import { type Arm, meanRate } from '@/lib/campaigns/beta-binomial';
import { successesOf } from '@/lib/campaigns/decide-winner';
import type { ArmCounts } from '@/lib/campaigns/read-arm-counts';

/** A variant as the statistics see it. */
export function trialsOf(arm: Pick<ArmCounts, 'accepted' | 'clicked' | 'converted'>): Arm {
  return { trials: arm.accepted, successes: successesOf(arm) };
}

/**
 * Clicks or conversions that the leading variant brings over the runner-up, by the means of both: among the rest, of whom as many are
 * accepted as were in the test; without a rest, had all of the test got it.
 * @param restCount null: there is no rest
 */
export function expectedClicks(arms: readonly ArmCounts[], leading: number, restCount: number | null): number {
  const rates = arms.map((arm) => meanRate(trialsOf(arm)));
  const best = rates[leading] ?? 0;
  const second = Math.max(0, ...rates.filter((_rate, index) => index !== leading));
  const accepted = arms.reduce((sum, arm) => sum + arm.accepted, 0);
  const settled = arms.reduce((sum, arm) => sum + arm.planned - arm.pending, 0);
  const reach = restCount === null ? accepted : restCount * (settled > 0 ? accepted / settled : 1);
  return Math.max(0, Math.round((best - second) * reach));
}
