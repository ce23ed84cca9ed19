import type { WinnerRule } from '@/lib/contracts/ab-tests';
import { bestProbabilities } from './beta-binomial';
import type { ArmCounts } from './read-arm-counts';

export interface TestState {
  arms: ArmCounts[];
  /** The time has come. */
  isDue: boolean;
  /** The test run is planned to its end. */
  isPlanned: boolean;
}

/** What to do about a test whose winner nobody has chosen yet. */
export type WinnerDecision = { arm: number; by: 'confidence' | 'leading' } | 'ask' | 'wait';

/**
 * The rule of docs/ab-tests.md, decided purely. "As soon as it is clear" is looked at again and again, and among so many
 * looks one is lucky: it needs a least number of messages and clicks, and still errs more often than one look would.
 */
export function decideWinner(rule: WinnerRule, { arms, isDue, isPlanned }: TestState): WinnerDecision {
  if (rule.decide === 'manual' || !isPlanned) return 'wait';
  const probabilities = bestProbabilities(arms.map((arm) => ({ trials: arm.accepted, successes: successesOf(arm) })));
  // Where nobody has clicked at all, the message as it would have been sent without a test.
  const arm = leadingArm(arms, probabilities) ?? 0;
  const isClear = !isTooFew(arms) && (probabilities[arm] ?? 0) * 100 >= rule.confidencePercent;
  if (!isDue) {
    return rule.decide === 'significance' && isClear && hasEnough(arms) ? { arm, by: 'confidence' } : 'wait';
  }
  if (isGoingOut(arms)) return 'wait';
  if (isClear && successesOf(arms[arm] ?? NONE) > 0) return { arm, by: 'confidence' };
  return rule.ifUnclear === 'leading' ? { arm, by: 'leading' } : 'ask';
}

type Successes = Pick<ArmCounts, 'clicked' | 'converted'>;
const NONE: Successes = { clicked: 0, converted: null };

/**
 * The most probable of those that have a success, among equals the first; null: none has. One without would look better
 * for nothing but having been seen by fewer: of a variant that went to nobody every rate is as likely as any other.
 */
export function leadingArm(arms: readonly Successes[], probabilities: readonly number[]): number | null {
  const eligible = probabilities.map((one, index) => (successesOf(arms[index] ?? NONE) > 0 ? one : -1));
  const best = Math.max(...eligible);
  // Equals differ in the last digits of a double.
  return best < 0 ? null : eligible.findIndex((one) => one > best - 1e-9);
}

/** Of each variant, before anything is called better: the model knows nothing of a rate at first, and one click of two messages would beat a hundred of a thousand. */
export const FEWEST_COMPARED = 30;

/** Whether a variant has so few accepted messages that none may be called better. */
export function isTooFew(arms: readonly Pick<ArmCounts, 'accepted'>[]): boolean {
  return arms.some(({ accepted }) => accepted < FEWEST_COMPARED);
}

/** What counts: who reached the goal of the test, or where it has none, who clicked. */
export function successesOf({ clicked, converted }: Pick<ArmCounts, 'clicked' | 'converted'>): number {
  return converted ?? clicked;
}

/** Before, a handful of early clicks would decide for everyone. */
const MIN_ACCEPTED = 100;
const MIN_SUCCESSES = 25;

function hasEnough(arms: ArmCounts[]): boolean {
  const successes = arms.reduce((sum, arm) => sum + successesOf(arm), 0);
  return successes >= MIN_SUCCESSES && arms.every((arm) => arm.accepted >= MIN_ACCEPTED);
}

/** A few that push services put off for long do not hold up the rest. */
const OPEN_SHARE = 0.05;

function isGoingOut(arms: ArmCounts[]): boolean {
  const planned = arms.reduce((sum, arm) => sum + arm.planned, 0);
  return arms.reduce((sum, arm) => sum + arm.pending, 0) > OPEN_SHARE * planned;
}
