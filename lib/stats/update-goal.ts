import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { GoalInput, GoalPatch, type GoalView } from '@/lib/contracts/goals';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { goalView } from './goal-view';

/**
 * Changes how events count from now on; what was counted stays.
 * @param expectedUpdatedAt what the editor saw last; given, what was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `invalid_input`, `precondition_failed`
 */
export async function updateGoal(
  actor: Actor,
  siteId: string,
  goalId: string,
  patch: GoalPatch,
  expectedUpdatedAt?: Date,
): Promise<GoalView> {
  const site = await authorizeSite(actor, 'goals.write', siteId);
  const where = { id: decodeId('goal', goalId), siteId: site, archivedAt: null };
  const changes = parse(GoalPatch, patch);
  return db.$transaction(async (tx) => {
    const goal = await tx.goal.findFirst({ where });
    if (!goal) throw notFound('goal');
    const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...before } = goalView(goal);
    // Whole: a value without a currency may come from two changes.
    const { event, ...fields } = parse(GoalInput, { ...before, ...changes });
    const [updated] = await tx.goal.updateManyAndReturn({
      where: { ...where, updatedAt: expectedUpdatedAt },
      data: { eventName: event, ...fields },
    });
    if (!updated) throw expectedUpdatedAt ? new AppError('precondition_failed') : notFound('goal');
    await recordAudit(actor, 'goal.update', goalId, { siteId, changed: Object.keys(changes) }, tx);
    return goalView(updated);
  });
}
