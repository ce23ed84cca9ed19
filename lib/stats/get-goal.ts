import type { Actor } from '@/lib/contracts/actors';
import type { GoalView } from '@/lib/contracts/goals';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { goalView } from './goal-view';

/** @throws AppError `forbidden`, `not_found` */
export async function getGoal(actor: Actor, siteId: string, goalId: string): Promise<GoalView> {
  const site = await authorizeSite(actor, 'goals.read', siteId);
  const goal = await db.goal.findFirst({ where: { id: decodeId('goal', goalId), siteId: site, archivedAt: null } });
  if (!goal) throw notFound('goal');
  return goalView(goal);
}
