import type { Actor } from '@/lib/contracts/actors';
import type { GoalView } from '@/lib/contracts/goals';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { goalView } from './goal-view';

/** @throws AppError `forbidden`, `not_found` */
export async function getGoal(actor: Actor, siteId: string, goalId: string): Promise<GoalView> {
  const site = await authorizeSite(actor, 'goals.read', siteId);
  const goal = await db.goal.findFirst({ where: { id: decodeId('goal', goalId), siteId: site, archivedAt: null } });
  if (!goal) throw goalNotFound();
  return goalView(goal);
}

export function goalNotFound(): AppError {
  return new AppError('not_found', { detail: 'No goal has the id given.' });
}
