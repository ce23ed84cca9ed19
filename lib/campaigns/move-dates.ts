import { MAX_SCHEDULE_AHEAD_DAYS } from '@/lib/contracts/campaigns';
import { nextOccurrences } from '@/lib/contracts/recurrence';
import type { RecurringSchedule } from '@/lib/contracts/schedules';
import type { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import type { CampaignRow } from './campaign-row';
import { skipPausedDates } from './skip-paused-dates';

/**
 * The next date of a recurring campaign by another rule, in the transaction that holds the campaign's lock. The time is
 * the database's, as where dates begin. `count` counts all dates of the campaign, those before the change included.
 * @param before as it was, with its old rule: dates that fell into its pause are written down by that one
 * @throws AppError `invalid_input` when the rule leaves no date, or none within 366 days
 */
export async function moveDates(
  tx: Pick<typeof db, 'campaign' | 'campaignOccurrence' | 'run' | '$queryRaw'>,
  before: CampaignRow,
  rule: RecurringSchedule,
): Promise<Date> {
  const { id, siteId, nextAt, status } = before;
  const [clock] = await tx.$queryRaw<{ at: Date }[]>`SELECT now() AS at`;
  const at = clock?.at ?? new Date();
  if (status === 'paused') await skipPausedDates(tx, before);
  else if (nextAt && nextAt <= at) return nextAt;
  const where = { campaignId: id, siteId };
  const pastCount = await tx.campaignOccurrence.count({ where });
  const last = await tx.campaignOccurrence.findFirst({ where, orderBy: { occursAt: 'desc' } });
  // A date that has passed is the key of its row: it never comes again, whatever two clocks say.
  const after = last && last.occursAt > at ? last.occursAt : at;
  const [next] = nextOccurrences(rule, after, 1, pastCount);
  if (!next) {
    const path = rule.count === undefined ? 'schedule.until' : 'schedule.count';
    throw refuse(path, `leaves no date that lies ahead${rule.count === undefined ? '' : `: ${pastCount} have passed`}`);
  }
  if (next.getTime() - at.getTime() > MAX_SCHEDULE_AHEAD_DAYS * 86_400_000) {
    throw refuse('schedule.startsOn', `may lie at most ${MAX_SCHEDULE_AHEAD_DAYS} days ahead`);
  }
  return next;
}

function refuse(path: string, message: string): AppError {
  return new AppError('invalid_input', { fields: [{ path, message }] });
}
