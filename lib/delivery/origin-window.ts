/** What an answer says about a push service's load. */
export type LoadSignal = 'accepted' | 'throttled' | 'other';

const START_WINDOW = 32;
export const MAX_WINDOW = 512;
const HALVE_EVERY_MS = 1_000;
const LATELY_MS = 60_000;

interface Window {
  /** Requests that may be under way at once. */
  size: number;
  inFlightCount: number;
  /** Until the first throttling the window grows by one a success, after it by one a round trip. */
  isProbing: boolean;
  halvedAt: number;
  pausedUntil: number;
  failureCount: number;
  acceptedAt: number;
}

/** Adaptive concurrency of one process per push service and VAPID key: additive increase, multiplicative decrease. */
export interface OriginWindows {
  /** Whether one more request may start. */
  hasRoom(key: string): boolean;
  start(key: string): void;
  end(key: string, signal: LoadSignal): void;
  /** Backs off; counts as one failure in a row. */
  pause(key: string, ms: number): void;
  /** Milliseconds until it may be tried again, 0 when it may. */
  pausedMs(key: string): number;
  /** Failures since the last success. */
  failureCount(key: string): number;
  /** Whether something was accepted within the last minute. */
  hasAcceptedLately(key: string): boolean;
}

/** @param clock monotonic milliseconds */
export function createOriginWindows(clock: () => number = () => performance.now()): OriginWindows {
  const windows = new Map<string, Window>();
  const get = (key: string): Window => {
    let window = windows.get(key);
    if (!window) {
      window = {
        size: START_WINDOW,
        inFlightCount: 0,
        isProbing: true,
        halvedAt: Number.NEGATIVE_INFINITY,
        pausedUntil: 0,
        failureCount: 0,
        acceptedAt: Number.NEGATIVE_INFINITY,
      };
      windows.set(key, window);
    }
    return window;
  };
  return {
    hasRoom(key) {
      const window = get(key);
      return window.inFlightCount < Math.floor(window.size);
    },
    start(key) {
      get(key).inFlightCount++;
    },
    end(key, signal) {
      const window = get(key);
      window.inFlightCount--;
      if (signal === 'accepted') {
        window.failureCount = 0;
        window.acceptedAt = clock();
        window.size = Math.min(MAX_WINDOW, window.size + (window.isProbing ? 1 : 1 / window.size));
      } else if (signal === 'throttled' && clock() - window.halvedAt >= HALVE_EVERY_MS) {
        // One halving for all answers of one burst.
        window.halvedAt = clock();
        window.isProbing = false;
        window.size = Math.max(1, window.size / 2);
      }
    },
    pause(key, ms) {
      const window = get(key);
      window.failureCount++;
      window.pausedUntil = Math.max(window.pausedUntil, clock() + ms);
    },
    pausedMs: (key) => Math.max(0, get(key).pausedUntil - clock()),
    failureCount: (key) => get(key).failureCount,
    hasAcceptedLately: (key) => clock() - get(key).acceptedAt < LATELY_MS,
  };
}
