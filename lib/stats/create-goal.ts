import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { GoalInput, type GoalView, MAX_GOALS } from '@/lib/contracts/goals';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { goalView } from './goal-view';

/**
 * A goal counts events from now on.
 * @throws AppError `forbidden`, `not_found`, `invalid_input`; `conflict` when the site is full
 */
export async function createGoal(actor: Actor, siteId: string, input: GoalInput): Promise<GoalView> {
  const site = await authorizeSite(actor, 'goals.write', siteId);
  const { event, ...fields } = parse(GoalInput, input);
  return db.$transaction(async (tx) => {
    await requireRoomForGoal(tx, site);
    const view = goalView(await tx.goal.create({ data: { siteId: site, eventName: event, ...fields } }));
    await recordAudit(actor, 'goal.create', view.id, { siteId, event }, tx);
    return view;
  });
}

type Transaction = Parameters<Parameters<typeof db.$transaction>[0]>[0];

/** @throws AppError `conflict` when the site is full */
export async function requireRoomForGoal(tx: Pick<Transaction, '$executeRaw' | 'goal'>, site: bigint): Promise<void> {
  // Two at once: the row that both lock makes the second see the first.
  await tx.$executeRaw`SELECT 1 FROM sites WHERE id = ${site} FOR UPDATE`;
  if ((await tx.goal.count({ where: { siteId: site, archivedAt: null } })) >= MAX_GOALS) {
    throw new AppError('conflict', { detail: `A site may have at most ${MAX_GOALS} goals.` });
  }
}
