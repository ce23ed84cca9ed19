import type { Tone } from '@/components/ui/badge';
import type { WebhookDeliveryView, WebhookEventType, WebhookView } from '@/lib/contracts/webhooks';

/** What an endpoint is told of, in plain words. */
const EVENT_LABELS: Record<WebhookEventType, string> = {
  'subscriber.created': 'Somebody subscribes',
  'subscriber.updated': 'Tags, topics or identity change',
  'subscriber.unsubscribed': 'Somebody unsubscribes or is gone',
  'message.accepted': 'A push service accepts a message',
  'message.shown': 'A message is shown',
  'message.clicked': 'A message is clicked',
  'message.dismissed': 'A message is dismissed',
  'message.failed': 'A message cannot be delivered',
  'campaign.started': 'A campaign starts',
  'campaign.finished': 'A campaign finishes',
};

const types = Object.keys(EVENT_LABELS) as WebhookEventType[];

export const EVENT_GROUPS: readonly {
  label: string;
  hint?: string;
  events: { type: WebhookEventType; label: string }[];
}[] = [
  { label: 'Subscribers', prefix: 'subscriber.' },
  { label: 'Messages', prefix: 'message.', hint: 'Up to 1,000 in one request' },
  { label: 'Campaigns', prefix: 'campaign.' },
].map(({ prefix, ...group }) => ({
  ...group,
  events: types.filter((type) => type.startsWith(prefix)).map((type) => ({ type, label: EVENT_LABELS[type] })),
}));

/** "Everything", "message.clicked", or "4 events". */
export function describeEvents(events: readonly WebhookEventType[]): string {
  if (events.length === types.length) return 'Everything';
  return events.length === 1 ? (events[0] ?? '') : `${events.length} events`;
}

export function webhookStatus(
  webhook: Pick<WebhookView, 'status' | 'disabledReason' | 'pausedUntil' | 'failureCount'>,
): {
  label: string;
  tone: Tone;
} {
  if (webhook.status === 'disabled') {
    return {
      label: webhook.disabledReason === 'by_hand' ? 'Off' : 'Disabled',
      tone: webhook.disabledReason === 'by_hand' ? 'neutral' : 'danger',
    };
  }
  if (webhook.pausedUntil || webhook.failureCount > 0) return { label: 'Failing', tone: 'warning' };
  return { label: 'Active', tone: 'success' };
}

const STATE_LOOKS: Record<WebhookDeliveryView['state'], { label: string; tone: Tone }> = {
  pending: { label: 'Waiting', tone: 'info' },
  delivered: { label: 'Delivered', tone: 'success' },
  failed: { label: 'Failed', tone: 'danger' },
};

export function deliveryStatus({ state, attemptCount }: Pick<WebhookDeliveryView, 'state' | 'attemptCount'>) {
  return state === 'pending' && attemptCount > 0
    ? { label: 'Will retry', tone: 'warning' as const }
    : STATE_LOOKS[state];
}
