import { nextOccurrences } from '@/lib/contracts/recurrence';
import { resolveZonedTime, worldSpan } from '@/lib/contracts/zoned-time';
import { type FieldProblem, isLocalTime, missingOf, type ScheduleValues, toSchedule } from './schedule-values';

/** What keeps the schedule from being taken, with the remedy. */
export function scheduleProblems(values: ScheduleValues, timeZone: string, now: Date): FieldProblem[] {
  switch (values.when) {
    case 'now':
      return [];
    case 'later': {
      const message = timeProblem(values.sendAtLocal, timeZone, now);
      return message ? [{ path: 'sendAt', message }] : [];
    }
    case 'best': {
      // Empty: from the moment it is confirmed.
      const message = values.sendAtLocal ? timeProblem(values.sendAtLocal, timeZone, now) : null;
      return message ? [{ path: 'sendAt', message }] : [];
    }
    case 'local': {
      const message = localTimeProblem(values.localAt, now);
      return message ? [{ path: 'localAt', message }] : [];
    }
    case 'recurring': {
      const missing = missingOf(values);
      const schedule = toSchedule(values, timeZone);
      if (missing.length > 0 || schedule?.kind !== 'recurring') return missing;
      const [first] = nextOccurrences(schedule, now, 1);
      if (!first) return [{ path: 'until', message: 'leaves no date that lies ahead; choose a later one' }];
      return isFar(first, now) ? [{ path: 'startsOn', message: 'may be at most a year ahead' }] : [];
    }
  }
}

function localTimeProblem(local: string, now: Date): string | null {
  if (local === '') return 'is not chosen yet';
  if (!isLocalTime(local)) return 'is not a date and time';
  const { lastAt } = worldSpan(local);
  if (lastAt <= now) return 'has passed in every time zone; choose a later one';
  return isFar(lastAt, now) ? 'may be at most a year ahead' : null;
}

/** Why a send time cannot be used, or null. */
export function timeProblem(local: string, timeZone: string, now: Date): string | null {
  if (local === '') return 'is not chosen yet';
  const time = resolveZonedTime(local, timeZone);
  if (!time.ok) {
    if (time.problem === 'unreadable') return 'is not a date and time';
    return `does not exist on that day: the clocks go forward then. The next time that exists is ${time.nextValid}`;
  }
  if (time.at <= now) return 'is in the past';
  return isFar(time.at, now) ? 'may be at most a year ahead' : null;
}

function isFar(at: Date, now: Date): boolean {
  return at.getTime() - now.getTime() > 366 * 86_400_000;
}
