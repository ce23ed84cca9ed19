import { FEWEST_COMPARED } from '@/lib/campaigns/decide-winner';
import type { AbTestResult, AbVariantStats } from '@/lib/contracts/ab-tests';
import { TELLING_PROBABILITY } from '@/lib/contracts/limits';

type Facts = Omit<AbTestResult, 'summary'>;

/**
 * How a test stands, in a sentence: "B is better with 96 % probability; 412 more clicks expected." Nothing is called
 * better before it is more likely than not by far.
 */
export function abTestSummary(facts: Facts, { hasRest }: { hasRest: boolean }): string {
  const { variants, leading, expectedClicks } = facts;
  if (variants.length === 0) return 'The campaign is no A/B test.';
  if (facts.phase === 'none') return 'The test has not started.';
  const best = variants.find(({ variant }) => variant === leading);
  if (!best) return nothingToTell(facts);
  const percent = percentText(best.bestProbability);
  const word = variants.length > 2 ? 'the best' : 'better';
  if (best.bestProbability < TELLING_PROBABILITY) {
    // Equals differ in the last digits of a double.
    const level = variants.filter(({ bestProbability }) => bestProbability > best.bestProbability - 1e-9);
    if (level.length > 1) return `Too close to call: ${and.format(level.map((one) => one.variant))} are level.`;
    return `Too close to call: ${best.variant} leads with ${percent} probability of being ${word}.`;
  }
  const more = expectedClicks ?? 0;
  if (more === 0) return `${best.variant} is ${word} with ${percent} probability.`;
  const gain =
    facts.phase === 'finished' || !hasRest
      ? `had everyone got it, about ${formatNumber(more)} more ${successes(more, facts)}`
      : `${formatNumber(more)} more ${successes(more, facts)} expected`;
  return `${best.variant} is ${word} with ${percent} probability; ${gain}.`;
}

const and = new Intl.ListFormat('en', { type: 'conjunction' });

/** Why none leads: nobody clicked at all, or one has gone to too few to be compared. */
function nothingToTell({ variants, goal }: Facts): string {
  const what = goal ? `reached “${goal.name}”` : 'clicked';
  const successesOf = (one: AbVariantStats) => one.converted ?? one.clicked;
  if (variants.every((one) => successesOf(one) === 0)) return `Nobody has ${what} yet, so there is nothing to compare.`;
  const least = variants.reduce((fewest, one) => (one.accepted < fewest.accepted ? one : fewest));
  const sent = `Too few to tell: ${least.variant} was sent to ${least.accepted === 0 ? 'nobody' : formatNumber(least.accepted)}`;
  return least.accepted < FEWEST_COMPARED
    ? `${sent}, and a comparison needs ${FEWEST_COMPARED} of each variant.`
    : `${sent}, and nobody of them has ${what} yet.`;
}

/** Never 100 %: no test is certain. */
function percentText(probability: number): string {
  const percent = Math.floor(probability * 100);
  if (probability > 0.999) return 'more than 99.9 %';
  return percent === 99 ? `${(Math.floor(probability * 1_000) / 10).toFixed(1)} %` : `${percent} %`;
}

function successes(count: number, { goal }: Pick<Facts, 'goal'>): string {
  if (goal) return `${count === 1 ? 'person' : 'people'} reaching “${goal.name}”`;
  return count === 1 ? 'click' : 'clicks';
}

function formatNumber(count: number): string {
  return new Intl.NumberFormat('en').format(count);
}
