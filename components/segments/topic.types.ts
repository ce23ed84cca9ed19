import type { ActionState } from '@/components/ui/action-state';
import type { TopicInput, TopicPatch } from '@/lib/contracts/sites';

/** Server actions of the topics page, bound to the site by the page. */
export interface TopicActions {
  create: (input: TopicInput) => Promise<ActionState>;
  update: (topicId: string, patch: TopicPatch) => Promise<ActionState>;
  remove: (topicId: string) => Promise<ActionState>;
}
