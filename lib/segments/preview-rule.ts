import type { Actor } from '@/lib/contracts/actors';
import { type SegmentRule, SegmentRuleInput } from '@/lib/contracts/segments';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { now } from '@/lib/platform/clock';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { countAudience } from './count-audience';
import { estimateRule } from './estimate-rule';
import { listByRule } from './list-by-rule';

const SAMPLE_SIZE = 10;

export interface RulePreview {
  count: number;
  total: number;
  /** Null when both are exact; else the true count is within this of `count` in 95 of 100 cases. */
  margin: number | null;
  /** The newest of them; null when they were not looked for, because the numbers are an estimate. */
  sample: SubscriberView[] | null;
}

/**
 * Whom a rule finds while it is written: how many of all active subscribers, and the newest few of them.
 * @param precision `quick` may answer with an estimate, when a site is large; ask again for `exact` then
 * @throws AppError `forbidden`; `not_found`; `invalid_input`
 */
export async function previewRule(
  actor: Actor,
  siteId: string,
  input: SegmentRule,
  precision: 'quick' | 'exact' = 'exact',
): Promise<RulePreview> {
  const rule = parse(SegmentRuleInput, input);
  const at = now();
  if (precision === 'quick') {
    const estimate = await estimateRule(await authorizeSite(actor, 'segments.read', siteId), rule, at);
    if (estimate) return { ...estimate, sample: null };
  }
  const [{ count }, { count: total }, sample] = await Promise.all([
    countAudience(actor, siteId, { rule }),
    countAudience(actor, siteId, { audience: { all: true } }),
    listByRule(actor, siteId, rule, { limit: SAMPLE_SIZE, status: 'active' }),
  ]);
  return { count, total, margin: null, sample: sample.items };
}
