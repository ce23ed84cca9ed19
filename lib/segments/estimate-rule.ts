import type { SegmentRule } from '@/lib/contracts/segments';
import { pool } from '@/lib/platform/db';
import { compileRule } from './compile-rule';

/** The sample holds one subscriber in so many: the index `subscribers_sample_idx`, see its migration. */
const SAMPLED_ONE_IN = 128;
/** With fewer in the sample a share of it says little, and an exact count is quick. */
const MIN_SAMPLE = 1_000;
/** Standard errors either way of a 95 % interval. */
const Z_95 = 1.96;

export interface RuleEstimate {
  /** About how many active subscribers match, and about how many there are. */
  count: number;
  total: number;
  /** The true count is within this of `count` in 95 of 100 cases. */
  margin: number;
}

/**
 * About whom a rule finds, from one active subscriber in 128: a large site's exact count reads every row, this a few
 * thousand. The sample is drawn by a hash of the id, so that it is the same each time and no part of the audience is
 * more likely to be in it.
 * @returns null for a site whose sample is too small to say anything (under about 128,000 active subscribers)
 */
export async function estimateRule(siteId: bigint, rule: SegmentRule, at: Date): Promise<RuleEstimate | null> {
  return (await estimateRules(siteId, [rule], at))?.[0] ?? null;
}

/** As `estimateRule`, for several at once: the sample is read once for all. */
export async function estimateRules(
  siteId: bigint,
  rules: readonly SegmentRule[],
  at: Date,
): Promise<RuleEstimate[] | null> {
  const { text, params } = estimateQuery(siteId, rules, at);
  const { rows } = await pool.query<{ total: number; counts: number[] }>(text, params);
  const [row] = rows;
  const estimates = row?.counts.map((count) => weighSample(count, row.total)).filter((estimate) => estimate !== null);
  return estimates?.length === rules.length ? estimates : null;
}

/** Exported for the test that reads its plan. */
export function estimateQuery(siteId: bigint, rules: readonly SegmentRule[], at: Date) {
  const params: unknown[] = [siteId];
  const counts = rules.map((rule) => `(count(*) FILTER (WHERE ${compileRule(rule, params, at)}))::int`);
  const text = `
    SELECT count(*)::int AS total, ARRAY[${counts.join(', ')}]::int[] AS counts FROM subscribers s
    WHERE s.site_id = $1 AND s.status = 'active' AND (hashint8extended(s.id, 0) & ${SAMPLED_ONE_IN - 1}) = 0`;
  return { text, params };
}

/**
 * From the sample to the site. Each subscriber is in the sample with a chance of 1 in 128, so that the number of matches
 * in it is binomial, and for so small a chance all but Poisson: the margin is the farther end of the score interval of a
 * Poisson mean (Barker, "A Comparison of Nine Confidence Intervals for a Poisson Parameter",
 * The American Statistician 56, 2002), which holds for few matches as for many.
 * @param matchCount of the sample's `sampleCount`
 */
export function weighSample(matchCount: number, sampleCount: number): RuleEstimate | null {
  if (sampleCount < MIN_SAMPLE) return null;
  const margin = Z_95 ** 2 / 2 + Z_95 * Math.sqrt(matchCount + Z_95 ** 2 / 4);
  return {
    count: matchCount * SAMPLED_ONE_IN,
    total: sampleCount * SAMPLED_ONE_IN,
    margin: Math.ceil(margin * SAMPLED_ONE_IN),
  };
}
