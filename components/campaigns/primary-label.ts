import { resolveZonedTime } from '@/lib/contracts/zoned-time';
import type { ComposerValues } from './composer-values';

/** Says exactly what the button does: "Send to 12,408 now", "Schedule for Tue 09:00". */
export function primaryLabel(values: ComposerValues, count: number | null, timeZone: string): string {
  if (values.when === 'now')
    return count === null ? 'Send now' : `Send to ${new Intl.NumberFormat('en').format(count)} now`;
  const time = resolveZonedTime(values.sendAtLocal, timeZone);
  if (!time.ok) return 'Schedule';
  const isSoon = time.at.getTime() - Date.now() < 6 * 86_400_000;
  const day = new Intl.DateTimeFormat(
    'en-GB',
    isSoon ? { weekday: 'short', timeZone } : { day: 'numeric', month: 'short', timeZone },
  );
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  return `Schedule for ${day.format(time.at)} ${clock.format(time.at)}`;
}
