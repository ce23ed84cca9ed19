import type { Actor } from '@/lib/contracts/actors';
import { type SegmentRule, SegmentRuleInput } from '@/lib/contracts/segments';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { now } from '@/lib/platform/clock';
import { decodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { listSubscribers } from '@/lib/subscribers/list-subscribers';
import { compileRule } from './compile-rule';
import { countAudience } from './count-audience';

const SAMPLE_SIZE = 10;

/**
 * Whom a rule finds while it is written: how many of all active subscribers, and the newest few of them.
 * @throws AppError `forbidden`; `not_found`; `invalid_input`
 */
export async function previewRule(
  actor: Actor,
  siteId: string,
  input: SegmentRule,
): Promise<{ count: number; total: number; sample: SubscriberView[] }> {
  const rule = parse(SegmentRuleInput, input);
  const at = now();
  const [{ count }, { count: total }, sample] = await Promise.all([
    countAudience(actor, siteId, { rule }),
    countAudience(actor, siteId, { audience: { all: true } }),
    listSubscribers(actor, siteId, { limit: SAMPLE_SIZE, status: 'active' }, (params) =>
      compileRule(rule, params, at, decodeId('site', siteId)),
    ),
  ]);
  return { count, total, sample: sample.items };
}
