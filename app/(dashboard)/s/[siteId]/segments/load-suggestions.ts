import type { RuleSuggestions } from '@/components/segments/rule-suggestions';
import type { UserActor } from '@/lib/contracts/actors';
import { listTopics } from '@/lib/sites/list-topics';
import { knownValues } from '@/lib/subscribers/known-values';

/** What the builder offers: the site's topics, and values that its subscribers have. */
export async function loadSuggestions(actor: UserActor, siteId: string): Promise<RuleSuggestions> {
  const [topics, { tagKeys, ...values }] = await Promise.all([listTopics(actor, siteId), knownValues(actor, siteId)]);
  return { topics: topics.map(({ key, name }) => ({ key, name })), tagKeys, values };
}
