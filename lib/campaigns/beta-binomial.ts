/** One variant as the statistics see it: `successes` of `trials`. */
export interface Arm {
  trials: number;
  successes: number;
}

/**
 * The Bayesian beta-binomial model with a uniform prior: a rate of which s of n were seen has the posterior
 * Beta(1 + s, 1 + n − s). All of it is worked out, nothing drawn at random: the same counts give the same answer.
 */
function posterior({ trials, successes }: Arm): { a: number; b: number } {
  // A click may be known before the answer of the push service is.
  return { a: 1 + successes, b: 1 + Math.max(0, trials - successes) };
}

/** The posterior mean of a rate. */
export function meanRate(arm: Arm): number {
  const { a, b } = posterior(arm);
  return a / (a + b);
}

/**
 * The central 95 % credible interval of a rate; from 0 where there was no success and to 1 where all were (as Brown, Cai
 * and DasGupta have it, "Interval Estimation for a Binomial Proportion", 2001, §3.2): else what was seen would lie outside.
 */
export function credibleInterval(arm: Arm): { low: number; high: number } {
  const { a, b } = posterior(arm);
  const { trials, successes } = arm;
  const low = trials > 0 && successes === 0 ? 0 : betaQuantile(0.025, a, b);
  const high = trials > 0 && successes >= trials ? 1 : betaQuantile(0.975, a, b);
  return { low, high };
}

/**
 * For each variant, the probability that its rate is the highest: the integral over x of its posterior density times
 * the other posteriors' distribution functions, ∫ f_k(x) ∏ F_j(x) dx, by 16-point Gauss-Legendre quadrature on panels
 * that each span a standard deviation of the narrowest posterior.
 * @returns in the order given, of sum 1; all the same where there is nothing to tell them apart
 */
export function bestProbabilities(arms: readonly Arm[]): number[] {
  if (arms.length < 2) return arms.map(() => 1);
  const posteriors = arms.map(posterior);
  const spreads = posteriors.map(({ a, b }) => Math.sqrt((a * b) / ((a + b) ** 2 * (a + b + 1))));
  const narrowest = Math.min(...spreads);
  const found = posteriors.map(({ a, b }, k) => {
    const mean = a / (a + b);
    const spread = spreads[k] ?? 0;
    const low = Math.max(0, mean - REACH * spread);
    const high = Math.min(1, mean + REACH * spread);
    const panelCount = Math.min(MAX_PANELS, Math.max(MIN_PANELS, Math.ceil((high - low) / narrowest)));
    const logScale = -logBeta(a, b);
    return integrate(low, high, panelCount, (x) => {
      const density = Math.exp(logScale + (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x));
      // What so little weighs is below the rounding of the sum.
      if (density < 1e-13) return 0;
      return posteriors.reduce(
        (product, other, j) => (j === k ? product : product * betaCdf(x, other.a, other.b)),
        density,
      );
    });
  });
  const total = found.reduce((sum, one) => sum + one, 0);
  return found.map((one) => one / total);
}

/** Standard deviations either side of the mean. The longest tail is that of an exponential, with e⁻²⁵ beyond them. */
const REACH = 24;
const MIN_PANELS = 24;
const MAX_PANELS = 400;

function integrate(low: number, high: number, panelCount: number, f: (x: number) => number): number {
  const half = (high - low) / panelCount / 2;
  let sum = 0;
  for (let panel = 0; panel < panelCount; panel++) {
    const middle = low + half * (2 * panel + 1);
    for (const [node, weight] of GAUSS_16) sum += weight * (f(middle + half * node) + f(middle - half * node));
  }
  return sum * half;
}

/** Nodes and weights of 16-point Gauss-Legendre quadrature (Abramowitz and Stegun, table 25.4), the positive half. */
const GAUSS_16: readonly (readonly [number, number])[] = [
  [0.0950125098376374, 0.1894506104550685],
  [0.2816035507792589, 0.1826034150449236],
  [0.4580167776572274, 0.1691565193950025],
  [0.6178762444026438, 0.1495959888165767],
  [0.755404408355003, 0.1246289712555339],
  [0.8656312023878318, 0.0951585116824928],
  [0.9445750230732326, 0.0622535239386479],
  [0.9894009349916499, 0.0271524594117541],
];

/** The regularized incomplete beta function I_x(a, b), by Lentz's method for its continued fraction (DLMF 8.17.22). */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  // Its terms settle after some √max(a, b) steps.
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const step = d * c;
    result *= step;
    if (Math.abs(step - 1) < 1e-14) break;
  }
  return result;
}

/** The rate below which lies the share `p` of Beta(a, b), by bisection: 60 halvings are exact to a double. */
function betaQuantile(p: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (betaCdf(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1), moved up to where it is exact to a double. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 15) shift -= Math.log(z++);
  const inverse = 1 / (z * z);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / z;
  return shift + (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series;
}
