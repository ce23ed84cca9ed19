import { formatCount, formatNumber } from '@/components/ui/format';
import type { Skips, SkipsInput } from '@/lib/contracts/skips';
import { numberOf } from './ab-values';
import { type ComposerValues, toAudience, toThrottle, toTtlSeconds } from './composer-values';
import { toSchedule } from './schedule-values';

/** What is asked about the campaign as it stands; null when nothing in it leaves anybody out, or no audience is chosen. */
export function toSkipsInput(values: ComposerValues, timeZone: string): SkipsInput | null {
  const audience = toAudience(values);
  const schedule = toSchedule(values, timeZone);
  const throttlePerMinute = toThrottle(values.throttle) ?? null;
  const { abTest } = values;
  const isTest = abTest.variants.length > 1;
  const holdoutPercent = isTest ? Math.round(numberOf('holdout', abTest)) : 0;
  const testPercent = isTest && abTest.mode === 'winner' ? Math.round(numberOf('testPercent', abTest)) : 100;
  const mayPass = schedule?.kind === 'local_time' && schedule.whenPassed === 'skip';
  if (!audience || !(holdoutPercent || throttlePerMinute || mayPass)) return null;
  const ttlSeconds = toTtlSeconds(values) ?? undefined;
  return { audience, schedule, throttlePerMinute, ttlSeconds, holdoutPercent, testPercent };
}

/** Who is not in the number of an audience at all. */
export const NOT_COUNTED = 'Whoever has unsubscribed or is gone is not in this number.';

/** How many will not get it, and each reason with what it comes from. */
export function skipWords(skips: Skips, perMinute: number | null): { summary: string; reasons: string[] } {
  const { audienceCount, heldOutCount, timePassedCount, expiredCount } = skips;
  const skipped = heldOutCount + timePassedCount + (expiredCount ?? 0);
  const reasons: string[] = [];
  if (heldOutCount > 0) reasons.push(`${formatNumber(heldOutCount)} held out, to compare the others with`);
  if (timePassedCount > 0)
    reasons.push(`${formatNumber(timePassedCount)} whose clock has passed the time, skipped as you chose`);
  if (expiredCount)
    reasons.push(
      `about ${formatNumber(expiredCount)} not reached before it expires, at ${formatNumber(perMinute ?? 0)} a minute: send faster, or keep it longer`,
    );
  if (expiredCount === null)
    reasons.push('Whether the pace reaches everyone before it expires depends on their best hours');
  if (skipped > 0)
    return {
      summary: `About ${formatNumber(skipped)} of ${formatCount(audienceCount, 'subscriber')} will not get it`,
      reasons,
    };
  return { summary: expiredCount === null ? 'Not everyone may get it' : 'Everyone gets it', reasons };
}
