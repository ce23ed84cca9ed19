import type { ActionState } from '@/components/ui/action-state';
import type { GoalInput, GoalPatch } from '@/lib/contracts/goals';

/** Server actions of the goals page, bound to the site by the page. */
export interface GoalActions {
  create: (input: GoalInput) => Promise<ActionState>;
  update: (goalId: string, patch: GoalPatch) => Promise<ActionState>;
  remove: (goalId: string) => Promise<ActionState>;
  restore: (goalId: string) => Promise<ActionState>;
}
