import { type AbValues, numberOf, weightOf } from './ab-values';

/** How many an audience of this size becomes, as the run will divide it but for the luck of the draw. */
export function abCounts(values: AbValues, audience: number) {
  const heldOut = Math.round((audience * numberOf('holdout', values)) / 100);
  const test =
    values.mode === 'all'
      ? audience - heldOut
      : Math.round(((audience - heldOut) * numberOf('testPercent', values)) / 100);
  const total = values.variants.reduce((sum, variant) => sum + weightOf(variant), 0);
  const variants = values.variants.map((variant) => Math.round((test * weightOf(variant)) / Math.max(1, total)));
  return { heldOut, test, rest: audience - heldOut - test, variants };
}
