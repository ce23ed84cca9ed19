import type { Actor } from '@/lib/contracts/actors';
import type { RuleSuggestions } from '@/lib/contracts/rule-suggestions';
import type { SegmentRule } from '@/lib/contracts/segments';
import { listTopics } from '@/lib/sites/list-topics';
import { knownValues } from '@/lib/subscribers/known-values';
import { knownBehaviour } from './known-behaviour';

/**
 * What rules may refer to: the site's topics, values that its subscribers have, and what they may have done.
 * @param rule what is being edited; the campaigns that it refers to are named too
 * @throws AppError `forbidden`; `not_found`
 */
export async function suggestRuleParts(actor: Actor, siteId: string, rule?: SegmentRule): Promise<RuleSuggestions> {
  const [topics, { tagKeys, ...values }, behaviour] = await Promise.all([
    listTopics(actor, siteId),
    knownValues(actor, siteId),
    knownBehaviour(actor, siteId, rule),
  ]);
  return { topics: topics.map(({ key, name }) => ({ key, name })), tagKeys, values, ...behaviour };
}
