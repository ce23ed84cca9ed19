import type { LocalTimeSchedule } from '@/lib/contracts/schedules';
import { worldSpan } from '@/lib/contracts/zoned-time';
import { now } from '@/lib/platform/clock';
import { invalidField } from '../read-body';

/** A site has no time zone of its own. */
export const FALLBACK_TIMEZONE = 'UTC';
const DAY_MS = 86_400_000;

/**
 * OneSignal takes ISO instants and "2027-01-31 09:00:00 GMT-0700", and sends at once what lies in the past.
 * @returns undefined for at once
 * @throws AppError `invalid_input`
 */
export function readSendAfter(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = readInstant(text);
  return at <= now() ? undefined : at.toISOString();
}

/**
 * A time of each recipient's own clock. The date is that of `send_after` as it is written, else today; the time is
 * `delivery_time_of_day`, else that of `send_after`, else now. Who has it behind them gets it a day later, as there.
 * @throws AppError `invalid_input`
 */
export function readLocalTime(timeOfDay: string | undefined, sendAfter: string | undefined): LocalTimeSchedule {
  const written = sendAfter === undefined ? now().toISOString() : clockAsWritten(sendAfter);
  const time = timeOfDay === undefined ? written.slice(11, 16) : readTimeOfDay(timeOfDay);
  let at = `${written.slice(0, 10)}T${time}`;
  // Nobody has it before them today: for all of them that is tomorrow.
  while (worldSpan(at).lastAt <= now()) at = new Date(Date.parse(`${at}Z`) + DAY_MS).toISOString().slice(0, 16);
  return { kind: 'local_time', at, fallbackTimezone: FALLBACK_TIMEZONE, whenPassed: 'next_day' };
}

function readInstant(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw invalidField('send_after', 'must be an instant such as 2027-01-31T09:00:00Z');
  return at;
}

/** The date and time that a person reads in it, whatever its offset. A date that has passed is today's. */
function clockAsWritten(text: string): string {
  const at = readInstant(text);
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})/.exec(text) ?? [];
  const written = date && time ? `${date}T${time}` : at.toISOString().slice(0, 16);
  const today = now().toISOString().slice(0, 10);
  return written.slice(0, 10) < today ? `${today}T${written.slice(11)}` : written;
}

/** "9:00AM", "21:45" and "9:45:30", of which the seconds do not count. */
function readTimeOfDay(text: string): string {
  const [, hours = '', minutes = '', half = ''] = /^(\d{1,2}):(\d{2})(?::\d{2})? ?(am|pm)?$/i.exec(text.trim()) ?? [];
  let hour = Number(hours || Number.NaN);
  if (half !== '') hour = hour >= 1 && hour <= 12 ? (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : Number.NaN;
  if (!(hour <= 23) || !(Number(minutes) <= 59)) {
    throw invalidField('delivery_time_of_day', 'must be a time such as 9:00AM or 21:45');
  }
  return `${String(hour).padStart(2, '0')}:${minutes}`;
}
