/** Token buckets kept in this process: cheap, and good enough to protect it; each web process has its own. */
export interface RateLimiter {
  take(key: string, cost?: number): RateLimitState;
}

export interface RateLimitState {
  allowed: boolean;
  /** Whole requests that are left now. */
  remainingCount: number;
  /** Until the bucket is full again. */
  resetSeconds: number;
  /** Until this request would be allowed; 0 when it is. */
  retryAfterSeconds: number;
}

interface RateLimitOptions {
  /** Requests that may come at once. */
  capacity: number;
  /** Sustained rate. */
  perSecond: number;
  /** Keys remembered; the longest unused one is forgotten first (it has most likely refilled). */
  maxKeys?: number;
  /** Milliseconds, monotonic; for tests. */
  clock?: () => number;
}

/** Token buckets in this process's memory: each process allows so much. Beyond `maxKeys` the least lately used is forgotten. */
export function createRateLimiter(options: RateLimitOptions): RateLimiter {
  const { capacity, perSecond, maxKeys = 50_000, clock = () => performance.now() } = options;
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key, cost = 1) {
      const at = clock();
      const bucket = buckets.get(key);
      const full = bucket ? Math.min(capacity, bucket.tokens + ((at - bucket.at) / 1_000) * perSecond) : capacity;
      const allowed = full >= cost;
      const tokens = allowed ? full - cost : full;
      // Deleted and set again, so that the Map's order is the order of last use.
      buckets.delete(key);
      buckets.set(key, { tokens, at });
      if (buckets.size > maxKeys) buckets.delete(buckets.keys().next().value as string);
      return {
        allowed,
        remainingCount: Math.floor(tokens),
        resetSeconds: Math.ceil((capacity - tokens) / perSecond),
        retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil((cost - tokens) / perSecond)),
      };
    },
  };
}
