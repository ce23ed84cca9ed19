import { describe, expect, it } from 'vitest';
import { type Arm, bestProbabilities, betaCdf, credibleInterval, meanRate } from './beta-binomial';

const arm = (successes: number, trials: number): Arm => ({ successes, trials });

/** Fractions of big integers, so that the published sum has no rounding of its own. */
const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1));
/** B(a, b) = (a−1)!(b−1)!/(a+b−1)!, as numerator and denominator. */
const beta = (a: number, b: number): [bigint, bigint] => [factorial(a - 1) * factorial(b - 1), factorial(a + b - 1)];

/** P(B > A) by the closed form of E. Miller, "Formulas for Bayesian A/B testing" (2014), equation 6, in exact arithmetic. */
function millerProbability(a: Arm, b: Arm): number {
  const [alphaA, betaA] = [1 + a.successes, 1 + a.trials - a.successes];
  const [alphaB, betaB] = [1 + b.successes, 1 + b.trials - b.successes];
  const scale = 10n ** 30n;
  let sum = 0n;
  for (let i = 0; i < alphaB; i++) {
    const [n1, d1] = beta(alphaA + i, betaA + betaB);
    const [n2, d2] = beta(1 + i, betaB);
    const [n3, d3] = beta(alphaA, betaA);
    sum += (scale * n1 * d2 * d3) / (BigInt(betaB + i) * d1 * n2 * n3);
  }
  return Number(sum) / 1e30;
}

describe('bestProbabilities', () => {
  it.each([
    // Beta(1,1) against Beta(2,1): ∫ x·2x dx = 2/3; against Beta(3,1): 3/4; against Beta(1,2): 1/3.
    [arm(0, 0), arm(1, 1), 2 / 3],
    [arm(0, 0), arm(2, 2), 3 / 4],
    [arm(0, 0), arm(0, 1), 1 / 3],
    [arm(5, 50), arm(5, 50), 1 / 2],
  ])('gives %j against %j what can be integrated by hand', (a, b, expected) => {
    expect(bestProbabilities([a, b])[1]).toBeCloseTo(expected, 9);
  });

  it.each([
    [arm(20, 100), arm(26, 100)],
    [arm(3, 200), arm(9, 190)],
    [arm(0, 40), arm(2, 40)],
    [arm(120, 200), arm(100, 200)],
    [arm(40, 900), arm(65, 950)],
  ])('agrees with the published closed form for %j and %j', (a, b) => {
    const expected = millerProbability(a, b);
    expect(bestProbabilities([a, b])[1]).toBeCloseTo(expected, 8);
    expect(bestProbabilities([a, b])[0]).toBeCloseTo(1 - expected, 8);
  });

  it('is even among equals, of sum one, and keeps the order of the rates', () => {
    for (const count of [2, 3, 5, 8]) {
      const even = bestProbabilities(Array.from({ length: count }, () => arm(30, 1_000)));
      for (const one of even) expect(one).toBeCloseTo(1 / count, 9);
    }
    const found = bestProbabilities([arm(30, 1_000), arm(45, 1_000), arm(38, 1_000)]);
    expect(found.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
    expect(found[1]).toBeGreaterThan(found[2] ?? 1);
    expect(found[2]).toBeGreaterThan(found[0] ?? 1);
  });

  it('holds where numbers are large, rare or lopsided', () => {
    // A difference of many standard deviations, and of none.
    expect(bestProbabilities([arm(40_000, 1_000_000), arm(41_500, 1_000_000)])[1]).toBeGreaterThan(0.999_999);
    expect(bestProbabilities([arm(40_000, 1_000_000), arm(40_000, 1_000_000)])[1]).toBeCloseTo(0.5, 9);
    // The normal approximation is good here: z = Δ/√(σ₁²+σ₂²) with Δ = 0.0002, σ = √(p(1−p)/n): Φ(0.7198) = 0.7642.
    expect(bestProbabilities([arm(40_000, 1_000_000), arm(40_200, 1_000_000)])[1]).toBeCloseTo(0.764, 2);
    const tiny = bestProbabilities([arm(0, 10), arm(50_000, 1_000_000)]);
    expect(tiny[0]).toBeGreaterThan(0.5);
    expect((tiny[0] ?? 0) + (tiny[1] ?? 0)).toBeCloseTo(1, 9);
    // More clicks than accepted, for the moment: no nonsense.
    expect(bestProbabilities([arm(5, 3), arm(1, 3)]).every((one) => one >= 0 && one <= 1)).toBe(true);
  });

  it('says the same at every call', () => {
    const arms = [arm(31, 997), arm(44, 1_003), arm(36, 1_001)];
    expect(bestProbabilities(arms)).toEqual(bestProbabilities(arms));
  });
});

describe('rates', () => {
  it('know the distribution function of Beta(2, 3) and its symmetry', () => {
    // I_x(2,3) = 6x² − 8x³ + 3x⁴ (from its density 12x(1−x)²).
    for (const x of [0.1, 0.3, 0.5, 0.9])
      expect(betaCdf(x, 2, 3)).toBeCloseTo(6 * x ** 2 - 8 * x ** 3 + 3 * x ** 4, 12);
    expect(betaCdf(0.2, 40, 160)).toBeCloseTo(1 - betaCdf(0.8, 160, 40), 12);
  });

  it('have an interval that holds 95 % of the posterior', () => {
    const { low, high } = credibleInterval(arm(40, 1_000));
    expect(betaCdf(high, 41, 961) - betaCdf(low, 41, 961)).toBeCloseTo(0.95, 9);
    expect(meanRate(arm(40, 1_000))).toBeCloseTo(41 / 1_002, 12);
    // Jeffreys' and Bayes' interval of nothing seen in nothing: the whole line but its ends.
    // What was seen lies within it.
    expect(credibleInterval(arm(0, 4))).toEqual({ low: 0, high: expect.closeTo(0.5218, 4) });
    expect(credibleInterval(arm(4, 4))).toEqual({ low: expect.closeTo(0.4782, 4), high: 1 });
    expect(credibleInterval(arm(0, 0))).toEqual({ low: expect.closeTo(0.025, 9), high: expect.closeTo(0.975, 9) });
  });
});
