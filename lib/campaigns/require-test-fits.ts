import type { AbTest } from '@/lib/contracts/ab-tests';
import type { CampaignSchedule } from '@/lib/contracts/schedules';
import { AppError } from '@/lib/platform/errors';

const REASONS: Record<CampaignSchedule['kind'], string> = {
  local_time: 'the winner would be chosen before everyone had their time',
  recurring: 'each date is a test of its own',
  best_time: 'the winner would be chosen before everyone had their best hour',
};

/**
 * A winner that goes to the rest later needs one start for all.
 * @throws AppError `invalid_input` that names the field and what to do instead
 */
export function requireTestFits(abTest: AbTest | null, schedule: CampaignSchedule | null): void {
  if (!abTest || !schedule || abTest.testPercent === 100) return;
  const message = `must be 100 with this schedule, because ${REASONS[schedule.kind]}. Test everyone at once, or send at one instant`;
  throw new AppError('invalid_input', { fields: [{ path: 'abTest.testPercent', message }] });
}
