const BASE_DELAY_MS = 250;
const MAX_DELAY_MS = 10_000;
/** A longer wait than this is the caller's to decide. */
const MAX_RETRY_AFTER_SECONDS = 60;

/** What an attempt came to: a status, or null when no answer came. */
export interface Outcome {
  status: number | null;
  code?: string;
  retryAfterSeconds?: number | undefined;
}

/**
 * Whether the same request may be made again without being done twice. A POST carries an Idempotency-Key; a PATCH does
 * not, and repeating one could undo what somebody else has changed since.
 */
export function mayRetry(method: string, { status, code, retryAfterSeconds = 0 }: Outcome): boolean {
  if (retryAfterSeconds > MAX_RETRY_AFTER_SECONDS) return false;
  // Nothing was done.
  if (status === 429 || status === 503) return true;
  // Done once already, by a request that is still under way.
  if (code === 'request_in_progress') return true;
  return method !== 'PATCH' && (status === null || status === 500 || status === 502 || status === 504);
}

/** Full jitter, so that clients that failed together do not come back together; never sooner than the server asks. */
export function delayMs(attempt: number, { retryAfterSeconds }: Outcome): number {
  if (retryAfterSeconds !== undefined) return retryAfterSeconds * 1000 + Math.random() * BASE_DELAY_MS;
  return Math.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt + 1));
}

/** Retry-After as seconds or as a date (RFC 9110 §10.2.3), in seconds. */
export function readRetryAfter(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - now) / 1000);
}

/** @throws the signal's reason once it is aborted */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
