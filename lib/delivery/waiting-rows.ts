import type { ClaimedRow } from './claim-batch';
import { type Lane, originKey } from './send-lanes';

/** Nothing of a push service could be started for so long: it has no room, and its rows are not waited for. */
const STUCK_MS = 1_000;
/** So many rows are kept for a push service without room; the others are given back for HELD_BACK_MS. */
const MAX_HELD = 64;
const HELD_BACK_MS = 2_000;

interface Waiting {
  row: ClaimedRow;
  /** Monotonic instants: last for starting a POST under the lease, and the run's expiry. */
  startBefore: number;
  expiresAt: number;
}

interface Queue {
  rows: Waiting[];
  originId: number;
  /** When it was first tried in vain for want of room, since the last row that was started. */
  triedInVainAt: number | null;
  /** It was again, STUCK_MS later. That nobody tried meanwhile, for want of this process's time, says nothing. */
  isStuck: boolean;
}

/** Rows that a job has claimed and not started, by push service and key. */
export interface WaitingRows {
  add(row: ClaimedRow, startBefore: number, expiresAt: number): void;
  /** Starts up to `quantum` rows for whose push service and site there is room. @returns how many */
  startSome(quantum: number): number;
  /** Gives back all; not to be tried before `delayMs`. */
  giveBackAll(delayMs: number): void;
  /** Gives back what cannot be started for want of room. @param keep whether a few are kept for when there is */
  giveBackStuck(keep: boolean): void;
  count(): number;
  /** Without those of push services that have no room. */
  movingCount(): number;
}

interface WaitingOptions {
  lane: Lane;
  siteId: bigint;
  start: (row: ClaimedRow, key: string, msLeft: number) => void;
  giveBack: (row: ClaimedRow, delayMs: number) => void;
}

export function createWaitingRows({ lane, siteId, start, giveBack }: WaitingOptions): WaitingRows {
  const queues = new Map<string, Queue>();
  let count = 0;

  const giveBackFrom = (queue: Queue, firstIndex: number, delayMs: number) => {
    const rows = queue.rows.splice(firstIndex);
    count -= rows.length;
    for (const { row } of rows) giveBack(row, delayMs);
  };

  return {
    add(row, startBefore, expiresAt) {
      const key = originKey(row.originId, row.vapidKeyId);
      let queue = queues.get(key);
      if (!queue) {
        queue = { rows: [], originId: row.originId, triedInVainAt: null, isStuck: false };
        queues.set(key, queue);
      }
      if (queue.rows.length === 0) {
        queue.triedInVainAt = null;
        queue.isStuck = false;
      }
      queue.rows.push({ row, startBefore, expiresAt });
      count++;
    },
    startSome(quantum) {
      let startedCount = 0;
      if (count === 0) return 0;
      const now = performance.now();
      for (const [key, queue] of [...queues]) {
        const earlierCount = startedCount;
        if (queue.rows.length === 0) {
          queues.delete(key);
          continue;
        }
        const pausedMs = lane.windows.pausedMs(key);
        if (pausedMs > 0) giveBackFrom(queue, 0, pausedMs);
        while (
          startedCount < quantum &&
          lane.windows.hasRoom(key) &&
          lane.origins.hasRoom(queue.originId) &&
          lane.sites.hasRoom(siteId)
        ) {
          const next = queue.rows.shift();
          if (!next) break;
          count--;
          if (now > next.startBefore) {
            giveBack(next.row, 0);
            continue;
          }
          startedCount++;
          start(next.row, key, next.expiresAt - now);
        }
        if (startedCount > earlierCount) {
          queue.triedInVainAt = null;
          queue.isStuck = false;
          // Who had its turn goes to the end.
          if (queues.delete(key)) queues.set(key, queue);
        } else if (startedCount < quantum) {
          queue.triedInVainAt ??= now;
          queue.isStuck = now - queue.triedInVainAt > STUCK_MS;
        }
      }
      return startedCount;
    },
    giveBackAll(delayMs) {
      for (const queue of queues.values()) giveBackFrom(queue, 0, delayMs);
    },
    giveBackStuck(keep) {
      for (const queue of queues.values()) {
        if (queue.isStuck) giveBackFrom(queue, keep ? MAX_HELD : 0, HELD_BACK_MS);
      }
    },
    count: () => count,
    movingCount() {
      let movingCount = 0;
      for (const queue of queues.values()) if (!queue.isStuck) movingCount += queue.rows.length;
      return movingCount;
    },
  };
}
