import type { RuleSuggestions } from '@/components/segments/rule-suggestions';
import type { UserActor } from '@/lib/contracts/actors';
import type { SegmentRule } from '@/lib/contracts/segments';
import { knownBehaviour } from '@/lib/segments/known-behaviour';
import { listTopics } from '@/lib/sites/list-topics';
import { knownValues } from '@/lib/subscribers/known-values';

/** What the builder offers: the site's topics, values that its subscribers have, and what they may have done. */
export async function loadSuggestions(actor: UserActor, siteId: string, rule?: SegmentRule): Promise<RuleSuggestions> {
  const [topics, { tagKeys, ...values }, behaviour] = await Promise.all([
    listTopics(actor, siteId),
    knownValues(actor, siteId),
    knownBehaviour(actor, siteId, rule),
  ]);
  return { topics: topics.map(({ key, name }) => ({ key, name })), tagKeys, values, ...behaviour };
}
