import type { BestTimeView } from '@/lib/contracts/schedules';

/**
 * What will happen, in sentences: "Everyone gets it once, within a day. 4,120 people of this site have a best hour of
 * their own; the others get it at 19:00 on their own clock, when most people here are active."
 * @param startText when it starts; null: at once
 */
export function bestTimeText({ hour, ownCount }: BestTimeView, startText: string | null): string {
  const start = startText === null ? 'within a day' : `within a day from ${startText}`;
  const count = new Intl.NumberFormat('en').format(ownCount);
  const own =
    ownCount === 0
      ? 'Nobody of this site has a best hour of their own yet'
      : `${count} ${ownCount === 1 ? 'person' : 'people'} of this site ${ownCount === 1 ? 'has' : 'have'} a best hour of their own`;
  const whom = ownCount === 0 ? 'everyone gets' : 'the others get';
  const others =
    hour === null
      ? `${whom} it ${startText === null ? 'at once' : 'at the start'}, because too few have reacted to messages so far to say when`
      : `${whom} it at ${clockHour(hour)} on their own clock, when most people here are active`;
  return `Everyone gets it once, ${start}. ${own}; ${others}.`;
}

/** 9 → "09:00". */
export function clockHour(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
