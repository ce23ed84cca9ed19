/**
 * A wall-clock time in a zone → the instant it names, without a library: Intl knows every rule that the browser knows.
 * A time that the clocks skip in spring names no instant and is refused; one that happens twice in autumn names the first.
 */
export type ZonedTime =
  | { ok: true; at: Date; isRepeated: boolean }
  | { ok: false; problem: 'unreadable' | 'gap'; nextValid: string | null };

const MINUTE = 60_000;

/** `local` as `<input type="datetime-local">` gives it, e.g. `2027-03-28T02:30`. */
export function resolveZonedTime(local: string, timeZone: string): ZonedTime {
  const wall = parseLocal(local);
  if (wall === null) return { ok: false, problem: 'unreadable', nextValid: null };
  // Offsets a day before and after bracket every change of the clocks around the time asked for.
  const candidates = new Set([
    wall - offsetMs(wall - 24 * 60 * MINUTE, timeZone),
    wall - offsetMs(wall + 24 * 60 * MINUTE, timeZone),
  ]);
  const matches = [...candidates].filter((at) => at + offsetMs(at, timeZone) === wall).sort((a, b) => a - b);
  const first = matches[0];
  if (first === undefined) return { ok: false, problem: 'gap', nextValid: firstAfterGap(wall, candidates, timeZone) };
  return { ok: true, at: new Date(first), isRepeated: matches.length > 1 };
}

/**
 * The first instant at which a zone's clock shows `local` or later: of a time that happens twice the first, of a time
 * that the clocks skip the end of the gap.
 * @throws RangeError for what is no time, or no zone
 */
export function firstInstantAt(local: string, timeZone: string): Date {
  const wall = parseLocal(local);
  if (wall === null) throw new RangeError(`"${local}" is no date and time`);
  const time = resolveZonedTime(local, timeZone);
  if (time.ok) return time.at;
  // In the gap: before its end the clock shows less, after it more.
  let [before, after] = [wall - 30 * 60 * MINUTE, wall + 30 * 60 * MINUTE];
  while (after - before > 1_000) {
    const middle = Math.floor((before + after) / 2_000) * 1_000;
    if (middle + offsetMs(middle, timeZone) >= wall) after = middle;
    else before = middle;
  }
  return new Date(after);
}

/** The wall clock of an instant in a zone, in the form that `datetime-local` takes. */
export function toLocalInput(at: Date, timeZone: string): string {
  return new Date(at.getTime() + offsetMs(at.getTime(), timeZone)).toISOString().slice(0, 16);
}

function parseLocal(local: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/.exec(local);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  // 31 February and the like roll over to another day.
  return new Date(wall).toISOString().startsWith(local) ? wall : null;
}

/** Wall clock minus UTC, in ms, at an instant. */
function offsetMs(at: number, timeZone: string): number {
  const parts = clockOf(timeZone).formatToParts(at);
  const part = (type: string) => Number(parts.find((entry) => entry.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(at / 1000) * 1000;
}

// Making one costs a hundred times its use; what is asked for one zone is asked several times in a row.
let lastClock: { timeZone: string; format: Intl.DateTimeFormat } | undefined;

function clockOf(timeZone: string): Intl.DateTimeFormat {
  if (lastClock?.timeZone !== timeZone) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    lastClock = { timeZone, format };
  }
  return lastClock.format;
}

function firstAfterGap(wall: number, candidates: Set<number>, timeZone: string): string {
  // The larger candidate was made with the offset from before the jump, so its wall clock is past the gap.
  const late = Math.max(...candidates);
  const jumped = late + offsetMs(late, timeZone);
  let minute = wall;
  while (minute < jumped) {
    minute += MINUTE;
    const at = minute - offsetMs(late, timeZone);
    if (at + offsetMs(at, timeZone) === minute) return new Date(minute).toISOString().slice(11, 16);
  }
  return new Date(jumped).toISOString().slice(11, 16);
}

/** Offsets of the world's clocks: Kiritimati (+14) has a date first, Baker Island (−12) last. */
const FIRST_OFFSET_MS = 14 * 3_600_000;
const LAST_OFFSET_MS = 12 * 3_600_000;

/** When `local` comes first and last, anywhere: from the one to the other are 26 hours. */
export function worldSpan(local: string): { firstAt: Date; lastAt: Date } {
  const wall = Date.parse(`${local}:00Z`);
  return { firstAt: new Date(wall - FIRST_OFFSET_MS), lastAt: new Date(wall + LAST_OFFSET_MS) };
}
