import type { ActionState } from '@/components/ui/action-state';
import type {
  ReplayInput,
  WebhookDeliveryDetail,
  WebhookPatch,
  WebhookView,
  WebhookWithSecret,
} from '@/lib/contracts/webhooks';

/** What can be done to one endpoint; bound to it by its page. */
export interface WebhookActions {
  update: (input: WebhookPatch) => Promise<ActionState<WebhookView>>;
  remove: () => Promise<ActionState>;
  restore: () => Promise<ActionState<WebhookView>>;
  rotate: (overlapHours: number) => Promise<ActionState<WebhookWithSecret>>;
  test: () => Promise<ActionState<WebhookDeliveryDetail>>;
  replay: (input: ReplayInput) => Promise<ActionState<{ deliveryCount: number }>>;
}
