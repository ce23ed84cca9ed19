import type { Actor } from '@/lib/contracts/actors';
import type { GoalView } from '@/lib/contracts/goals';
import { db } from '@/lib/platform/db';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { goalView } from './goal-view';

/**
 * All goals of a site, oldest first; there are at most MAX_GOALS of them.
 * @throws AppError `forbidden`, `not_found`
 */
export async function listGoals(actor: Actor, siteId: string): Promise<GoalView[]> {
  const site = await authorizeSite(actor, 'goals.read', siteId);
  const goals = await db.goal.findMany({ where: { siteId: site, archivedAt: null }, orderBy: { id: 'asc' } });
  return goals.map(goalView);
}
