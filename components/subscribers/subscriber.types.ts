import type { ActionState } from '@/components/ui/action-state';
import type { SubscriberPatch } from '@/lib/contracts/subscribers';

/** Server actions of the subscriber page, bound to the subscriber by the page. */
export interface SubscriberActions {
  update: (patch: SubscriberPatch) => Promise<ActionState>;
  erase: () => Promise<ActionState>;
}
