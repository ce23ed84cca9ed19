import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';

/**
 * Ends a goal: no event counts for it any more, and it leaves the reports. What was counted is kept for its restoring.
 * @param expectedUpdatedAt what was seen last; given, what was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `precondition_failed`
 */
export async function deleteGoal(
  actor: Actor,
  siteId: string,
  goalId: string,
  expectedUpdatedAt?: Date,
): Promise<void> {
  const site = await authorizeSite(actor, 'goals.write', siteId);
  const where = { id: decodeId('goal', goalId), siteId: site, archivedAt: null };
  await db.$transaction(async (tx) => {
    const { count } = await tx.goal.updateMany({
      where: { ...where, updatedAt: expectedUpdatedAt },
      data: { archivedAt: now() },
    });
    if (count === 0)
      throw (await tx.goal.count({ where })) > 0 ? new AppError('precondition_failed') : notFound('goal');
    await recordAudit(actor, 'goal.delete', goalId, { siteId }, tx);
  });
}
