/** Messages that may go from one instant on. */
export interface Batch {
  startMs: number;
  count: number;
}

/**
 * How many messages a pace does not get out before they expire, when those who may go first go first. What was not used
 * while nothing was waiting is lost, as in take-tokens.ts. Pure.
 * @param windowMs from a batch's start to its expiry
 */
export function expireUnderPace(batches: readonly Batch[], perMinute: number, windowMs: number): number {
  const stepMs = 60_000 / perMinute;
  let expired = 0;
  let freeMs = Number.NEGATIVE_INFINITY;
  for (const { startMs, count } of batches.toSorted((a, b) => a.startMs - b.startMs)) {
    const beginMs = Math.max(startMs, freeMs);
    const sent = Math.min(count, Math.max(0, Math.floor((startMs + windowMs - beginMs) / stepMs)));
    expired += count - sent;
    freeMs = beginMs + sent * stepMs;
  }
  return expired;
}
