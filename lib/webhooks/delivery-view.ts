import type { WebhookDeliveryView } from '@/lib/contracts/webhooks';
import { encodeId } from '@/lib/platform/ids';

export interface DeliveryRow {
  id: bigint;
  event_id: bigint;
  type: string;
  item_count: number;
  state: WebhookDeliveryView['state'];
  attempt_count: number;
  status_code: number | null;
  error: string | null;
  due_at: Date | null;
  created_at: Date;
  settled_at: Date | null;
}

/** Columns of DeliveryRow over `webhook_deliveries d` and `webhook_events e`. */
export const DELIVERY_COLUMNS = `d.id, d.event_id, e.type, GREATEST(cardinality(e.subscriber_ids), 1) AS item_count,
  d.state::text, d.attempt_count, d.status_code, d.error, d.due_at, d.created_at, d.settled_at`;

/** As the log lists it; body and attempts are in `getDelivery`. */
export function deliveryView(row: DeliveryRow): WebhookDeliveryView {
  return {
    id: encodeId('webhookDelivery', row.id),
    eventId: encodeId('webhookEvent', row.event_id),
    type: row.type,
    itemCount: row.item_count,
    state: row.state,
    attemptCount: row.attempt_count,
    statusCode: row.status_code,
    error: row.error,
    nextAttemptAt: row.due_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    settledAt: row.settled_at?.toISOString() ?? null,
  };
}
