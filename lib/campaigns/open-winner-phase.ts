import type { db } from '@/lib/platform/db';
import type { SendableTest } from './require-sendable-content';

/** With the launch of a test that leaves a rest: notes that a winner is to be found for it, and until when. */
export async function openWinnerPhase(
  tx: Pick<typeof db, 'winnerPhase'>,
  campaign: { id: bigint; siteId: bigint },
  abTest: SendableTest | null | undefined,
  testRun: { id: bigint; createdAt: Date },
): Promise<void> {
  if (!abTest?.winner || abTest.testPercent === 100) return;
  const { winner } = abTest;
  const decideAt =
    winner.decide === 'manual' ? null : new Date(testRun.createdAt.getTime() + winner.afterSeconds * 1_000);
  await tx.winnerPhase.create({
    data: { campaignId: campaign.id, siteId: campaign.siteId, testRunId: testRun.id, decideAt },
  });
}
