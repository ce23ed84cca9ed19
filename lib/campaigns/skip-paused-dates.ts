import { MAX_OCCURRENCES } from '@/lib/contracts/limits';
import { nextOccurrences } from '@/lib/contracts/recurrence';
import { now } from '@/lib/platform/clock';
import type { db } from '@/lib/platform/db';
import { type CampaignRow, storedSchedule } from './campaign-row';

/**
 * Writes down the dates of a recurring campaign that fell into its pause, and moves it to the next one that lies ahead.
 * @returns false when it has no date left and nothing is being sent: it is over
 */
export async function skipPausedDates(
  tx: Pick<typeof db, 'campaign' | 'campaignOccurrence' | 'run'>,
  campaign: CampaignRow,
): Promise<boolean> {
  const schedule = storedSchedule(campaign);
  const { id, siteId, nextAt } = campaign;
  if (schedule?.kind !== 'recurring') return true;
  const openCount = await tx.run.count({ where: { siteId, campaignId: id, isTest: false, finishedAt: null } });
  if (!nextAt || nextAt > now()) return nextAt !== null || openCount > 0;
  const pastCount = await tx.campaignOccurrence.count({ where: { campaignId: id, siteId } });
  const passed = nextOccurrences(schedule, nextAt, MAX_OCCURRENCES, pastCount + 1).filter((at) => at <= now());
  const dates = [nextAt, ...passed];
  await tx.campaignOccurrence.createMany({
    data: dates.map((occursAt) => ({ campaignId: id, siteId, occursAt, reason: 'paused' })),
  });
  const [next = null] = nextOccurrences(schedule, now(), 1, pastCount + dates.length);
  await tx.campaign.updateMany({ where: { id, siteId }, data: { nextAt: next } });
  return next !== null || openCount > 0;
}
