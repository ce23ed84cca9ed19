/** Ceilings of the waits, in seconds; the last one holds for all that follow until the delivery is given up. */
const CEILINGS = [10, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/** Of a Retry-After; more is taken as this. */
const MAX_RETRY_AFTER_SECONDS = 86_400;

/**
 * How long to wait after a failed attempt: full jitter (anything from 1 s to the ceiling), so that the deliveries that
 * failed together do not come back together; at least what the endpoint asked for.
 * @param attemptCount attempts made, from 1
 * @param retryAfterSeconds of the endpoint's answer
 */
export function retryDelaySeconds(
  attemptCount: number,
  retryAfterSeconds: number | null = null,
  random: () => number = Math.random,
): number {
  const ceiling = CEILINGS[Math.min(attemptCount, CEILINGS.length) - 1] ?? 10;
  const jittered = 1 + random() * (ceiling - 1);
  return Math.max(jittered, Math.min(retryAfterSeconds ?? 0, MAX_RETRY_AFTER_SECONDS));
}

/** Seconds of a Retry-After header (seconds or an HTTP date), or null when there is none that can be read. */
export function parseRetryAfter(header: string | undefined, at: Date): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, (date - at.getTime()) / 1_000);
}
