import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { GoalView } from '@/lib/contracts/goals';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { goalNotFound } from './get-goal';
import { goalView } from './goal-view';

/**
 * Undoes `deleteGoal`; events of the time between were not counted.
 * @throws AppError `forbidden`, `not_found`
 */
export async function restoreGoal(actor: Actor, siteId: string, goalId: string): Promise<GoalView> {
  const site = await authorizeSite(actor, 'campaigns.write', siteId);
  const where = { id: decodeId('goal', goalId), siteId: site, archivedAt: { not: null } };
  return db.$transaction(async (tx) => {
    const [goal] = await tx.goal.updateManyAndReturn({ where, data: { archivedAt: null } });
    if (!goal) throw goalNotFound();
    await recordAudit(actor, 'goal.restore', goalId, { siteId }, tx);
    return goalView(goal);
  });
}
