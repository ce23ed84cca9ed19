'use server';

import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { GoalOption } from '@/components/campaigns/composer.types';
import type { ActionState } from '@/components/ui/action-state';
import { listGoals } from '@/lib/stats/list-goals';

/** Goals that the winner of an A/B test may be chosen by. */
export async function listGoalsAction(siteId: string): Promise<ActionState<{ goals: GoalOption[] }>> {
  return runAction(async () => {
    const goals = await listGoals(await requireActor('goals.read'), siteId);
    return { goals: goals.map(({ id, name, windowHours }) => ({ id, name, windowHours })) };
  });
}
