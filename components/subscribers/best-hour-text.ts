import { clockHour } from '@/components/campaigns/best-time-text';
import type { SubscriberBestHour } from '@/lib/campaigns/subscriber-best-hour';

/** "19:00 on their own clock", "Not learned yet; falls back to the site’s, 19:00 on their own clock". */
export function bestHourText(known: SubscriberBestHour): string {
  switch (known.from) {
    case 'own':
      return known.isUtc
        ? `${clockHour(known.hour)} UTC, since their time zone is unknown`
        : `${clockHour(known.hour)} on their own clock`;
    case 'site':
      return `Not learned yet; falls back to the site’s, ${clockHour(known.hour)} on their own clock`;
    case 'start':
      return 'Not learned yet; falls back to the start of the campaign, since too few here have reacted to messages so far';
  }
}
