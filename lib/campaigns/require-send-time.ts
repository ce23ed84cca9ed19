import { MAX_SCHEDULE_AHEAD_DAYS } from '@/lib/contracts/campaigns';
import { now } from '@/lib/platform/clock';
import { AppError } from '@/lib/platform/errors';

/** @throws AppError `invalid_input` unless the instant lies ahead, by at most 366 days */
export function requireSendTime(sendAt: string): Date {
  const at = new Date(sendAt);
  const aheadMs = at.getTime() - now().getTime();
  const refuse = (message: string) => new AppError('invalid_input', { fields: [{ path: 'sendAt', message }] });
  if (Number.isNaN(aheadMs)) throw refuse('must be an instant such as 2027-01-31T09:00:00Z');
  if (aheadMs <= 0) throw refuse('is in the past');
  if (aheadMs > MAX_SCHEDULE_AHEAD_DAYS * 86_400_000) {
    throw refuse(`may lie at most ${MAX_SCHEDULE_AHEAD_DAYS} days ahead`);
  }
  return at;
}
