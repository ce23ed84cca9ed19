import type { AbTestResult } from '@/lib/contracts/ab-tests';

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
  if (!best) {
    const what = facts.goal ? `reached “${facts.goal.name}”` : 'clicked';
    return `Nobody has ${what} yet, so there is nothing to compare.`;
  }
  const percent = percentText(best.bestProbability);
  const word = variants.length > 2 ? 'the best' : 'better';
  if (best.bestProbability < TELLING) {
    return `Too close to call: ${best.variant} leads with ${percent} probability of being ${word}.`;
  }
  const more = expectedClicks ?? 0;
  const gain =
    facts.phase === 'finished' || !hasRest
      ? `had everyone got it, about ${formatNumber(more)} more ${successes(more, facts)}`
      : `${formatNumber(more)} more ${successes(more, facts)} expected`;
  return `${best.variant} is ${word} with ${percent} probability; ${gain}.`;
}

const TELLING = 0.8;

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
