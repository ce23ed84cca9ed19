import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { FrozenAudience } from '@/lib/contracts/campaigns';
import type { Message } from '@/lib/contracts/messages';
import { variantName } from '@/lib/contracts/variant-name';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { PLACE_COUNT } from './arm-slots';
import type { CampaignRow } from './campaign-row';
import { createRun } from './create-run';
import { noSuchVariant } from './no-such-variant';

/**
 * Sends one variant of a test to the rest of the audience: the decision, the run and its audit entry are one
 * transaction, and the decision is a compare-and-set, so that it happens once, whoever races or dies. What is sent and
 * to whom was frozen with the test.
 * @param by who decided
 * @throws AppError `campaign_wrong_state`: it is not running, has no rest that waits, or is decided already
 */
export async function startWinner(
  actor: Actor,
  campaign: CampaignRow,
  arm: number,
  by: 'person' | 'confidence' | 'leading',
): Promise<void> {
  const { id, siteId } = campaign;
  const winner = variantName(arm);
  const runId = await db.$transaction(async (tx) => {
    // Pausing and cancelling take this row first, too.
    const locked = await tx.$queryRaw<{ status: string }[]>`
      SELECT status::text FROM campaigns WHERE id = ${id} AND site_id = ${siteId} FOR UPDATE`;
    const status = locked[0]?.status ?? 'gone';
    if (status !== 'running')
      throw wrongState(`The campaign is ${status}${status === 'paused' ? ': resume it first' : ''}.`);
    const decided = await tx.winnerPhase.updateMany({
      where: { campaignId: id, siteId, decidedAt: null },
      data: { winner, decidedBy: by, decidedAt: now() },
    });
    const phase = await tx.winnerPhase.findFirst({ where: { campaignId: id, siteId } });
    if (!phase) throw wrongState('The campaign is no A/B test with a rest that waits for a winner.');
    if (decided.count === 0) throw wrongState(`The rest gets ${phase.winner} already.`);
    const test = await tx.run.findFirstOrThrow({ where: { id: phase.testRunId, siteId } });
    const audience = test.audience as unknown as FrozenAudience;
    const { id: made } = await createRun(tx, campaign, {
      audience,
      ...frozenTexts(test, arm),
      isTest: false,
      ttlSeconds: test.ttlSeconds,
      restOf: {
        testRunId: test.id,
        asOf: audience.asOf,
        boundSubscriberId: test.boundSubscriberId,
        cuts: [test.armCuts.at(-1) ?? PLACE_COUNT, PLACE_COUNT],
      },
    });
    await tx.winnerPhase.updateMany({ where: { campaignId: id, siteId }, data: { winnerRunId: made } });
    const detail = { winner, by, run: encodeId('run', made) };
    await recordAudit(actor, 'campaign.winner', encodeId('campaign', id), detail, tx);
    return made;
  }, PATIENT);
  await enqueueOrLeave(fanOutJob, [{ runId: String(runId) }]);
}

/** Who decides at the same moment waits for the first, and is told that it is decided; on a busy machine that takes a while. */
const PATIENT = { maxWait: 30_000, timeout: 30_000 };

/** One variant's message and its languages, as they were at the launch. */
function frozenTexts({ messages, languages }: { messages: unknown; languages: string[] }, arm: number) {
  const languageCount = Math.max(1, languages.length);
  const own = (messages as Message[]).slice(arm * languageCount, (arm + 1) * languageCount);
  const [message, ...others] = own;
  if (!message) throw noSuchVariant();
  return {
    message,
    translations: others.map((other, index) => ({ language: languages[index + 1] ?? '', message: other })),
  };
}

function wrongState(detail: string): AppError {
  return new AppError('campaign_wrong_state', { detail });
}
