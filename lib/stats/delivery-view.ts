import { DELIVERY_STATES } from '@/lib/contracts/campaigns';
import { CLICK_PLACES, type DeliveryView } from '@/lib/contracts/deliveries';
import { encodeId } from '@/lib/platform/ids';

/** A row of `deliveries` with what is told of its subscriber. */
export interface DeliveryRow {
  runId: bigint;
  subscriberId: bigint;
  /** Null also when the subscriber was erased. */
  externalId: string | null;
  origin: string;
  variant: number;
  state: number;
  reason: string | null;
  statusCode: number | null;
  attemptCount: number;
  settledAt: Date | null;
  receivedAt: Date | null;
  shownAt: Date | null;
  clickedAt: Date | null;
  /** A bit for each of CLICK_PLACES. */
  clickedActions: number;
  dismissedAt: Date | null;
}

/** As the API lists it: no endpoint, which would let others write to the browser; of the push service its host. */
export function deliveryView(row: DeliveryRow): DeliveryView {
  return {
    runId: encodeId('run', row.runId),
    subscriberId: encodeId('subscriber', row.subscriberId),
    externalId: row.externalId,
    pushService: new URL(row.origin).host,
    variant: row.variant,
    state: DELIVERY_STATES[row.state] ?? 'unknown',
    reason: row.reason,
    statusCode: row.statusCode,
    attemptCount: row.attemptCount,
    settledAt: row.settledAt?.toISOString() ?? null,
    receivedAt: row.receivedAt?.toISOString() ?? null,
    shownAt: row.shownAt?.toISOString() ?? null,
    clickedAt: row.clickedAt?.toISOString() ?? null,
    clickedOn: CLICK_PLACES.filter((_place, bit) => (row.clickedActions >> bit) % 2 === 1),
    dismissedAt: row.dismissedAt?.toISOString() ?? null,
  };
}
