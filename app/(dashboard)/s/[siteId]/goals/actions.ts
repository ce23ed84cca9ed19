'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { ActionState } from '@/components/ui/action-state';
import type { GoalInput, GoalPatch } from '@/lib/contracts/goals';
import { createGoal } from '@/lib/stats/create-goal';
import { deleteGoal } from '@/lib/stats/delete-goal';
import { restoreGoal } from '@/lib/stats/restore-goal';
import { updateGoal } from '@/lib/stats/update-goal';

const PAGE = '/s/[siteId]/goals';

export async function createGoalAction(siteId: string, input: GoalInput): Promise<ActionState> {
  return runAction(async () => {
    await createGoal(await requireActor('goals.write'), siteId, input);
    revalidatePath(PAGE, 'page');
  });
}

export async function updateGoalAction(siteId: string, goalId: string, patch: GoalPatch): Promise<ActionState> {
  return runAction(async () => {
    await updateGoal(await requireActor('goals.write'), siteId, goalId, patch);
    revalidatePath(PAGE, 'page');
  });
}

export async function deleteGoalAction(siteId: string, goalId: string): Promise<ActionState> {
  return runAction(async () => {
    await deleteGoal(await requireActor('goals.write'), siteId, goalId);
    revalidatePath(PAGE, 'page');
  });
}

export async function restoreGoalAction(siteId: string, goalId: string): Promise<ActionState> {
  return runAction(async () => {
    await restoreGoal(await requireActor('goals.write'), siteId, goalId);
    revalidatePath(PAGE, 'page');
  });
}
