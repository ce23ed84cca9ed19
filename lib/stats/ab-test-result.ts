import { bestProbabilities, credibleInterval } from '@/lib/campaigns/beta-binomial';
import { storedAbTest } from '@/lib/campaigns/campaign-row';
import { isTooFew, leadingArm } from '@/lib/campaigns/decide-winner';
import { findCampaign } from '@/lib/campaigns/find-campaign';
import { type ArmCounts, readArmCounts } from '@/lib/campaigns/read-arm-counts';
import { findTestGoal } from '@/lib/campaigns/test-goal';
import type { AbTestResult, AbVariantStats } from '@/lib/contracts/ab-tests';
import type { Actor } from '@/lib/contracts/actors';
import { variantName } from '@/lib/contracts/variant-name';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { abTestSummary } from './ab-test-summary';
import { expectedClicks, trialsOf } from './expected-clicks';

interface TestRow {
  runId: bigint;
  restCount: number;
  isPlanned: boolean;
  restAudience: number | null;
  decideAt: Date | null;
  askedAt: Date | null;
  winner: string | null;
  decidedBy: 'person' | 'confidence' | 'leading' | null;
  decidedAt: Date | null;
  hasRest: boolean;
}

/**
 * How an A/B test stands: its variants with the interval of each click rate and the probability of being the best, the
 * hold-out group, and what the rest gets. Of a recurring campaign, the latest date. From counters alone.
 * A campaign that is no A/B test has no variants.
 * @throws AppError `forbidden`; `not_found`
 */
export async function abTestResult(actor: Actor, campaignId: string): Promise<AbTestResult> {
  const campaign = await findCampaign(actor, 'campaigns.read', campaignId);
  const abTest = storedAbTest(campaign);
  const variantCount = abTest?.variants.length ?? 0;
  const test = await readTest(campaign.siteId, campaign.id);
  const goal = await findTestGoal(campaign.siteId, abTest);
  const nothing = { planned: 0, pending: 0, accepted: 0, shown: 0, clicked: 0, converted: goal ? 0 : null };
  const { arms, heldOutCount } = test
    ? await readArmCounts(campaign.siteId, test.runId, variantCount, goal?.id)
    : { arms: Array.from({ length: variantCount }, () => nothing), heldOutCount: 0 };
  const trials = arms.map(trialsOf);
  const probabilities = bestProbabilities(trials);
  const first = leadingArm(arms, probabilities);
  const isMostProbable = first !== null && (probabilities[first] ?? 0) > Math.max(...probabilities) - 1e-9;
  const leading = isMostProbable && !isTooFew(arms) ? first : null;
  const restCount = test?.restAudience ?? test?.restCount ?? 0;
  const isOver = campaign.status === 'done' || campaign.status === 'cancelled';
  const facts = {
    metric: goal ? ('conversions' as const) : ('clicks' as const),
    goal: goal && {
      id: encodeId('goal', goal.id),
      name: goal.name,
      windowHours: goal.windowHours,
      isArchived: goal.archivedAt !== null,
    },
    variants: arms.map((arm, index) => variantStats(arm, index, probabilities[index] ?? 0)),
    leading: leading === null ? null : variantName(leading),
    heldOutCount,
    restCount,
    isRestCounted: test?.isPlanned ?? false,
    decidesAt: test?.decideAt?.toISOString() ?? null,
    winner: test?.winner ?? null,
    decidedBy: test?.decidedBy ?? null,
    decidedAt: test?.decidedAt?.toISOString() ?? null,
    expectedClicks: leading === null ? null : expectedClicks(arms, leading, test?.hasRest ? restCount : null),
    phase: phaseOf(test, isOver),
  };
  return { ...facts, summary: abTestSummary(facts, { hasRest: test?.hasRest ?? false }) };
}

function phaseOf(test: TestRow | null, isOver: boolean): AbTestResult['phase'] {
  if (!test) return 'none';
  if (test.winner) return 'decided';
  if (isOver) return 'finished';
  return test.askedAt ? 'asking' : 'testing';
}

function variantStats({ planned, ...arm }: ArmCounts, index: number, bestProbability: number): AbVariantStats {
  const counts = { variant: variantName(index), audience: planned, ...arm, bestProbability };
  if (arm.accepted === 0) return { ...counts, clickRate: null, conversionRate: null, low: null, high: null };
  const rateOf = (successes: number) => Math.min(1, successes / arm.accepted);
  const { low, high } = credibleInterval(trialsOf(arm));
  const conversionRate = arm.converted === null ? null : rateOf(arm.converted);
  return { ...counts, clickRate: rateOf(arm.clicked), conversionRate, low, high };
}

async function readTest(siteId: bigint, campaignId: bigint): Promise<TestRow | null> {
  const { rows } = await pool.query<TestRow>(
    `SELECT r.id AS "runId", r.rest_count AS "restCount", r.planned_at IS NOT NULL AS "isPlanned",
       CASE WHEN n.planned_at IS NOT NULL THEN n.audience_count END AS "restAudience", w.decide_at AS "decideAt",
       w.asked_at AS "askedAt", w.winner, w.decided_by AS "decidedBy", w.decided_at AS "decidedAt",
       w.campaign_id IS NOT NULL AS "hasRest"
     FROM runs r LEFT JOIN winner_phases w ON w.test_run_id = r.id AND w.site_id = r.site_id AND w.campaign_id = r.campaign_id
     LEFT JOIN runs n ON n.id = w.winner_run_id
     WHERE r.site_id = $1 AND r.campaign_id = $2 AND NOT r.is_test AND cardinality(r.arm_cuts) > 0 AND r.seed_run_id IS NULL
     ORDER BY r.id DESC LIMIT 1`,
    [siteId, campaignId],
  );
  return rows[0] ?? null;
}
