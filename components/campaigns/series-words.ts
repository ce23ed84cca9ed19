import { nextOccurrences } from '@/lib/contracts/recurrence';
import type { StoredCampaign } from './composer.types';
import type { ComposerValues } from './composer-values';
import { seriesDate } from './schedule-text';
import { toSchedule } from './schedule-values';

/** Whether it is changed where it stands, before its first date as between two: it never becomes a draft by that. */
export function isEditableSeries({ schedule, status, nextAt }: Pick<StoredCampaign, 'schedule' | 'status' | 'nextAt'>) {
  return schedule?.kind === 'recurring' && nextAt !== null && ['scheduled', 'running', 'paused'].includes(status);
}

interface SeriesWords {
  /** Of the button: "Save from Tue 24 Nov, 09:00 on". */
  label: string;
  title: string;
  consequence: string;
}

/**
 * What saving a change of a recurring campaign does, and from which date on.
 * @param pastCount dates that have passed, for a rule that ends after so many; none: it has not begun
 */
export function seriesWords(
  values: ComposerValues,
  stored: Pick<StoredCampaign, 'schedule' | 'nextAt'>,
  pastCount: number,
  timeZone: string,
  now: Date = new Date(),
): SeriesWords {
  const title = `Change “${values.title}”?`;
  const from = seriesStart(values, stored, pastCount, timeZone, now);
  const hasBegun = pastCount > 0;
  const kept = hasBegun ? ' Dates that have gone out keep what they said.' : '';
  if (!from) return { label: 'Save', title, consequence: `It holds from the next date on.${kept}` };
  return {
    label: `Save from ${from} on`,
    title,
    consequence: hasBegun ? `It holds from ${from} on.${kept}` : `It holds from its first date on, ${from}.`,
  };
}

function seriesStart(
  values: ComposerValues,
  { schedule: stored, nextAt }: Pick<StoredCampaign, 'schedule' | 'nextAt'>,
  pastCount: number,
  timeZone: string,
  now: Date,
): string | null {
  const schedule = toSchedule(values, timeZone);
  if (schedule?.kind !== 'recurring') return null;
  const isSameRule = JSON.stringify(schedule) === JSON.stringify(stored);
  const isAhead = nextAt !== null && new Date(nextAt) > now;
  const at = isSameRule && isAhead ? nextAt : nextOccurrences(schedule, now, 1, pastCount)[0];
  return at ? seriesDate(at, schedule.timezone) : null;
}
