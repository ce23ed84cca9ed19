import type { GoalView } from '@/lib/contracts/goals';
import type { Goal } from '@/lib/generated/prisma/client';
import { encodeId } from '@/lib/platform/ids';

export function goalView(goal: Goal): GoalView {
  return {
    id: encodeId('goal', goal.id),
    name: goal.name,
    event: goal.eventName,
    valueProperty: goal.valueProperty,
    currency: goal.currency,
    windowHours: goal.windowHours,
    createdAt: goal.createdAt.toISOString(),
    updatedAt: goal.updatedAt.toISOString(),
  };
}
