import { z } from 'zod';
import { MAX_SCHEDULE_AHEAD_DAYS } from '@/lib/contracts/campaigns';
import { nextOccurrences } from '@/lib/contracts/recurrence';
import { CampaignSchedule } from '@/lib/contracts/schedules';
import { worldSpan } from '@/lib/contracts/zoned-time';
import { now } from '@/lib/platform/clock';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';

export interface ResolvedSchedule {
  /** When the launch is called for. */
  sendAt: Date;
  schedule: CampaignSchedule | null;
  /** The first date of a recurring campaign. */
  nextAt: Date | null;
}

/**
 * When a campaign starts by itself.
 * @param given an instant, or a schedule
 * @throws AppError `invalid_input` for what has passed or lies more than 366 days ahead
 */
export function resolveSchedule(given: string | CampaignSchedule): ResolvedSchedule {
  if (typeof given === 'string') {
    return { sendAt: requireAhead('sendAt', new Date(given)), schedule: null, nextAt: null };
  }
  const when = parse(Wrapped, { schedule: given }).schedule;
  if (when.kind === 'recurring') {
    const [first] = nextOccurrences(when, now(), 1);
    if (!first) throw refuse('schedule.until', 'leaves no date that lies ahead');
    return { sendAt: requireAhead('schedule.startsOn', first), schedule: when, nextAt: first };
  }
  if (when.kind === 'best_time') {
    const startsAt = when.startsAt ? requireAhead('schedule.startsAt', new Date(when.startsAt)) : now();
    return { sendAt: startsAt, schedule: when, nextAt: null };
  }
  const { firstAt, lastAt } = worldSpan(when.at);
  if (lastAt <= now()) throw refuse('schedule.at', 'has passed in every time zone');
  requireAhead('schedule.at', lastAt);
  // Where it has begun already, the launch is due at once.
  return { sendAt: new Date(Math.max(firstAt.getTime(), now().getTime())), schedule: when, nextAt: null };
}

const Wrapped = z.object({ schedule: CampaignSchedule });

function requireAhead(path: string, at: Date): Date {
  const aheadMs = at.getTime() - now().getTime();
  if (Number.isNaN(aheadMs)) throw refuse(path, 'must be an instant such as 2027-01-31T09:00:00Z');
  if (aheadMs <= 0) throw refuse(path, 'is in the past');
  if (aheadMs > MAX_SCHEDULE_AHEAD_DAYS * 86_400_000) {
    throw refuse(path, `may lie at most ${MAX_SCHEDULE_AHEAD_DAYS} days ahead`);
  }
  return at;
}

function refuse(path: string, message: string): AppError {
  return new AppError('invalid_input', { fields: [{ path, message }] });
}
