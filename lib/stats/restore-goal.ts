import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { GoalView } from '@/lib/contracts/goals';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { requireRoomForGoal } from './create-goal';
import { goalView } from './goal-view';

/**
 * Undoes `deleteGoal`; events of the time between were not counted. One that is in use stays as it is.
 * @throws AppError `forbidden`, `not_found`; `conflict` when the site is full
 */
export async function restoreGoal(actor: Actor, siteId: string, goalId: string): Promise<GoalView> {
  const site = await authorizeSite(actor, 'goals.write', siteId);
  const where = { id: decodeId('goal', goalId), siteId: site };
  return db.$transaction(async (tx) => {
    const goal = await tx.goal.findFirst({ where });
    if (!goal) throw notFound('goal');
    if (goal.archivedAt === null) return goalView(goal);
    await requireRoomForGoal(tx, site);
    const [restored] = await tx.goal.updateManyAndReturn({
      where: { ...where, archivedAt: { not: null } },
      data: { archivedAt: null },
    });
    if (restored) await recordAudit(actor, 'goal.restore', goalId, { siteId }, tx);
    return goalView(restored ?? goal);
  });
}
