import type { AbTest } from '@/lib/contracts/ab-tests';
import type { Goal } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { tryDecodeId } from '@/lib/platform/ids';

/** The goal whose conversions a test is decided by, also one that has ended since; null: it is decided by clicks. */
export async function findTestGoal(siteId: bigint, abTest: AbTest | null): Promise<Goal | null> {
  const { metric, goalId } = abTest?.winner ?? {};
  if (metric !== 'conversions' || goalId === undefined) return null;
  const id = tryDecodeId('goal', goalId);
  return id === null ? null : db.goal.findFirst({ where: { id, siteId } });
}

/**
 * That the goal of a test is there, before anything is sent.
 * @throws AppError `invalid_input` that says which goal, and what to do instead
 */
export async function requireTestGoal(siteId: bigint, abTest: AbTest | null): Promise<void> {
  if (abTest?.winner?.metric !== 'conversions') return;
  const goal = await findTestGoal(siteId, abTest);
  if (goal && !goal.archivedAt) return;
  const message = goal
    ? `is the goal “${goal.name}”, which has ended: bring it back, or choose another`
    : 'is no goal of this site';
  throw new AppError('invalid_input', { fields: [{ path: 'abTest.winner.goalId', message }] });
}
