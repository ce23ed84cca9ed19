import { DELIVERY_STATES } from '@/lib/contracts/campaigns';
import type { DeliveryQuery, DeliveryView } from '@/lib/contracts/deliveries';
import type { Page } from '@/lib/contracts/paging';
import { pool } from '@/lib/platform/db';
import { encodeId, tryDecodeId } from '@/lib/platform/ids';
import { badCursor } from '@/lib/platform/read-cursor';
import { type DeliveryRow, deliveryView } from './delivery-view';

/** States change with every message, so that no index has them: a rare one is looked for in steps of this many. */
const STEP = 2_000;
/** A page ends after so many rows, found or not: it may be short, and the next one goes on from there. */
const MOST_SCANNED = 20_000;

/** Where a page begins: behind this subscriber of this run. */
export interface Position {
  runId: bigint;
  subscriberId: bigint;
}

/**
 * One page of the deliveries of some runs, by run and subscriber; neither endpoints nor keys. The order is that of the
 * primary key and does not change while they are being sent.
 * @param runIds in order, from that of the position on
 * @param isMore whether there are further runs behind these
 */
export async function pageDeliveries(
  siteId: bigint,
  { runIds, isMore: areMoreRuns = false }: { runIds: readonly bigint[]; isMore?: boolean },
  start: Position,
  { limit, state }: DeliveryQuery,
  mostScanned = MOST_SCANNED,
): Promise<Page<DeliveryView>> {
  const found: DeliveryRow[] = [];
  let scannedCount = 0;
  for (const runId of runIds) {
    const position = { runId, subscriberId: runId === start.runId ? start.subscriberId : 0n };
    for (let isMore = true; isMore; ) {
      const size = state === undefined ? limit + 1 - found.length : STEP;
      const step = await scan(siteId, position, size, state);
      found.push(...step.rows);
      if (found.length > limit) return toPage(found.slice(0, limit), found[limit - 1]);
      scannedCount += step.scannedCount;
      position.subscriberId = step.last ?? position.subscriberId;
      isMore = step.scannedCount === size;
      if (isMore && scannedCount >= mostScanned) return toPage(found, position);
    }
  }
  const last = runIds.at(-1);
  return toPage(found, areMoreRuns && last !== undefined ? { runId: last, subscriberId: MAX_ID } : undefined);
}

/** @throws AppError `bad_request` for a cursor that is not ours */
export function readPosition(cursor: string | undefined): Position {
  if (cursor === undefined) return { runId: 0n, subscriberId: 0n };
  const [run = '', subscriber = ''] = cursor.split('.');
  const runId = tryDecodeId('run', run);
  const subscriberId = tryDecodeId('subscriber', subscriber);
  if (runId === null || subscriberId === null) throw badCursor();
  return { runId, subscriberId };
}

const MAX_ID = (1n << 63n) - 1n;

function toPage(rows: readonly DeliveryRow[], next: Position | undefined): Page<DeliveryView> {
  return {
    items: rows.map(deliveryView),
    nextCursor: next ? `${encodeId('run', next.runId)}.${encodeId('subscriber', next.subscriberId)}` : null,
  };
}

async function scan(siteId: bigint, after: Position, size: number, state: DeliveryQuery['state']) {
  const { rows } = await pool.query<DeliveryRow & { scannedCount: number; last: bigint | null }>({
    name: 'scan-deliveries',
    text: SCAN_DELIVERIES_SQL,
    values: [
      after.runId,
      siteId,
      after.subscriberId,
      size,
      state === undefined ? null : DELIVERY_STATES.indexOf(state),
    ],
  });
  return {
    rows: rows.filter((row) => row.subscriberId !== null),
    scannedCount: rows[0]?.scannedCount ?? 0,
    last: rows[0]?.last ?? null,
  };
}

/** Exported for the test that reads its plan. Where nothing is found, one row still tells how far it looked. */
export const SCAN_DELIVERIES_SQL = `
WITH step AS MATERIALIZED (
  SELECT * FROM deliveries WHERE run_id = $1 AND site_id = $2 AND subscriber_id > $3 ORDER BY subscriber_id LIMIT $4
)
SELECT f.*, d.* FROM (SELECT count(*)::int AS "scannedCount", max(subscriber_id) AS last FROM step) f
LEFT JOIN (
  SELECT d.run_id AS "runId", d.subscriber_id AS "subscriberId", s.external_id AS "externalId", o.origin, d.variant,
    d.state, d.reason, d.status_code AS "statusCode", d.attempts AS "attemptCount", d.settled_at AS "settledAt",
    d.received_at AS "receivedAt", d.shown_at AS "shownAt", d.clicked_at AS "clickedAt",
    d.clicked_actions AS "clickedActions", d.dismissed_at AS "dismissedAt"
  FROM step d JOIN push_origins o ON o.id = d.origin_id
  LEFT JOIN subscribers s ON s.id = d.subscriber_id AND s.site_id = $2
  WHERE $5::smallint IS NULL OR d.state = $5
) d ON true
ORDER BY d."subscriberId"`;
