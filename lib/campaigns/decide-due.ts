import { recordAudit } from '@/lib/accounts/record-audit';
import type { SystemActor } from '@/lib/contracts/actors';
import { db, systemDb } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { storedAbTest, WITH_VARIANTS } from './campaign-row';
import { decideWinner } from './decide-winner';
import { readArmCounts } from './read-arm-counts';
import { startWinner } from './start-winner';
import { findTestGoal } from './test-goal';

/**
 * Decides an A/B test by its rule if it can be decided now; anything else is left alone, and the reconciler calls again.
 * Run twice, or by two workers at once, it starts one run for the winner. The time is the database's.
 */
export async function decideDue(campaignId: bigint): Promise<void> {
  const campaign = await systemDb.campaign.findFirst({
    where: { id: campaignId, status: 'running', archivedAt: null },
    include: { ...WITH_VARIANTS, winnerPhase: true, site: { select: { workspaceId: true } } },
  });
  const phase = campaign?.winnerPhase;
  if (!campaign || !phase || phase.decidedAt || phase.askedAt) return;
  const abTest = storedAbTest(campaign);
  if (!abTest?.winner) return;
  const { siteId } = campaign;
  const [clock] = await systemDb.$queryRaw<{ is_due: boolean; is_planned: boolean }[]>`
    SELECT w.decide_at <= now() AS is_due, r.planned_at IS NOT NULL AS is_planned
    FROM winner_phases w JOIN runs r ON r.id = w.test_run_id WHERE w.campaign_id = ${campaignId}`;
  const goal = await findTestGoal(siteId, abTest);
  const { arms } = await readArmCounts(siteId, phase.testRunId, abTest.variants.length, goal?.id);
  const state = { arms, isDue: clock?.is_due ?? false, isPlanned: clock?.is_planned ?? false };
  // What an ended goal has counted is not the whole of it: no rule decides by that.
  const decision = goal?.archivedAt ? (state.isDue ? 'ask' : 'wait') : decideWinner(abTest.winner, state);
  if (decision === 'wait') return;
  const actor: SystemActor = { kind: 'system', workspaceId: encodeId('workspace', campaign.site.workspaceId) };
  if (decision === 'ask') {
    const asked = await db.winnerPhase.updateMany({
      where: { campaignId, siteId, decidedAt: null, askedAt: null },
      data: { askedAt: new Date() },
    });
    if (asked.count > 0) await recordAudit(actor, 'campaign.winner_unclear', encodeId('campaign', campaignId), {});
    return;
  }
  try {
    await startWinner(actor, campaign, decision.arm, decision.by);
  } catch (error) {
    // Someone else was faster, or it was paused at this moment.
    if (!(error instanceof AppError) || error.code !== 'campaign_wrong_state') throw error;
  }
}
