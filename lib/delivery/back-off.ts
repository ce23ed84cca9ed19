const BASE_MS = 2_000;
/** Longest wait that is ours to choose, and longest that a push service may ask for. */
export const MAX_BACK_OFF_MS = 3_600_000;

/**
 * Full-jitter exponential back-off: anything from nothing to 2 s × 2^(attempts − 1), one hour at most, so that those
 * who failed together do not return together.
 * @param attempts how often it was tried, from 1
 * @param random 0 to below 1
 * @param most ms
 */
export function backOffMs(attempts: number, random: number = Math.random(), most = MAX_BACK_OFF_MS): number {
  return Math.floor(Math.min(most, BASE_MS * 2 ** Math.min(attempts - 1, 30)) * random);
}

/**
 * Retry-After (RFC 9110 §10.2.3), seconds or an HTTP date, in milliseconds from now; null when absent or nonsense.
 * Never below 0 or above an hour, whatever a push service says.
 */
export function parseRetryAfter(value: string | undefined, now: number = Date.now()): number | null {
  const text = value?.trim();
  if (!text) return null;
  const seconds = Number(text);
  if (!Number.isNaN(seconds)) return seconds < 0 ? null : Math.min(seconds * 1_000, MAX_BACK_OFF_MS);
  // Only what looks like a date: Date.parse reads almost anything.
  if (!/^[A-Z][a-z]+, /.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.min(Math.max(0, at - now), MAX_BACK_OFF_MS);
}
