import { type AbValues, numberOf, weightOf } from './ab-values';

/** How many an audience of this size becomes, as the run will divide it but for the luck of the draw. */
export function abCounts(values: AbValues, audience: number) {
  const heldOut = Math.round((audience * numberOf('holdout', values)) / 100);
  const test =
    values.mode === 'all'
      ? audience - heldOut
      : Math.round(((audience - heldOut) * numberOf('testPercent', values)) / 100);
  const total = values.variants.reduce((sum, variant) => sum + weightOf(variant), 0);
  // From bound to bound, so that they add up to the test also where each has only a few.
  let weight = 0;
  const bounds = values.variants.map((variant) => {
    weight += weightOf(variant);
    return Math.round((test * weight) / Math.max(1, total));
  });
  const variants = bounds.map((bound, index) => bound - (bounds[index - 1] ?? 0));
  return { heldOut, test, rest: audience - heldOut - test, variants };
}
