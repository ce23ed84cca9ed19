import type { CampaignSchedule, OwnTimes } from '@/lib/contracts/schedules';
import { readSiteHours } from './read-site-hours';

/**
 * What a launch keeps of its schedule for the rows of its run. By best time that is the site's hour as well: people
 * planned first and last get the same.
 * @returns null for one start for all
 */
export async function freezeTimes(siteId: bigint, schedule: CampaignSchedule | null): Promise<OwnTimes | null> {
  if (!schedule || schedule.kind === 'recurring') return null;
  if (schedule.kind === 'local_time') return schedule;
  const { hour } = await readSiteHours(siteId);
  return { kind: 'best_time', fallbackTimezone: schedule.fallbackTimezone, siteHour: hour };
}
