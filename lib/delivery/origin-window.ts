/**
 * What an answer says about a push service's load. 'answered' is any answer about the one subscription: the service is
 * well. 'other' tells nothing: no answer, a fault of the request.
 */
export type LoadSignal = 'accepted' | 'answered' | 'throttled' | 'other';

const START_WINDOW = 32;
export const MAX_WINDOW = 512;
const HALVE_EVERY_MS = 1_000;
const LATELY_MS = 60_000;
/** A failure count of the database that is so old may have been overtaken by a success of ours. */
const FRESH_MS = 5_000;
/** After a probe that brought no good news, the next: time for its pause to be decided. */
const PROBE_EVERY_MS = 1_000;

interface Window {
  /** Requests that may be under way at once. */
  size: number;
  inFlightCount: number;
  /** Until the first throttling the window grows by one a success, after it by one a round trip. */
  isProbing: boolean;
  halvedAt: number;
  pausedUntil: number;
  /** Pauses on their way to the database, and when the last of the others had arrived. */
  storingCount: number;
  storedAt: number;
  failureCount: number;
  acceptedAt: number;
  /** After a pause one request goes ahead, and its answer decides for the others; null when nothing is in doubt. */
  halfOpen: { isUnderWay: boolean; nextAt: number; turn: number } | null;
  /** Tells a probe's answer from that of a request that was under way before. */
  turn: number;
}

/** What an operator may want to see of one push service and key. */
export interface WindowState {
  key: string;
  state: 'closed' | 'open' | 'half_open';
  size: number;
  inFlightCount: number;
  pausedMs: number;
  failureCount: number;
}

/**
 * Adaptive concurrency (additive increase, multiplicative decrease) and circuit breaker of one process, per push
 * service and VAPID key.
 */
export interface OriginWindows {
  /** Whether one more request may start. */
  hasRoom(key: string): boolean;
  /** @returns what `end` must be told */
  start(key: string): number;
  end(key: string, signal: LoadSignal, turn: number): void;
  /**
   * Backs off; counts as one failure in a row. When it is over, one request is tried first.
   * @returns to be called when the database has it, or never will
   */
  pause(key: string, ms: number): () => void;
  /** Another process met failures: one request is tried first, unless something was accepted here just now. */
  suspect(key: string, failureCount: number): void;
  /** Milliseconds until it may be tried again, 0 when it may. */
  pausedMs(key: string): number;
  /**
   * The database, asked at that monotonic instant, knew of no pause: one that was there by then was ended by someone.
   * One request is tried first.
   */
  lift(key: string, askedAt: number): void;
  /** Failures since the last success. */
  failureCount(key: string): number;
  /** Whether something was accepted within the last minute. */
  hasAcceptedLately(key: string): boolean;
  states(): WindowState[];
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
        storingCount: 0,
        storedAt: Number.NEGATIVE_INFINITY,
        failureCount: 0,
        acceptedAt: Number.NEGATIVE_INFINITY,
        halfOpen: null,
        turn: 0,
      };
      windows.set(key, window);
    }
    return window;
  };
  const doubt = (window: Window) => {
    window.turn++;
    window.halfOpen = { isUnderWay: false, nextAt: 0, turn: window.turn };
  };
  const pausedMs = (window: Window) => Math.max(0, window.pausedUntil - clock());

  return {
    hasRoom(key) {
      const window = get(key);
      if (pausedMs(window) > 0) return false;
      if (window.halfOpen) return !window.halfOpen.isUnderWay && clock() >= window.halfOpen.nextAt;
      return window.inFlightCount < Math.floor(window.size);
    },
    start(key) {
      const window = get(key);
      window.inFlightCount++;
      if (window.halfOpen) window.halfOpen.isUnderWay = true;
      return window.turn;
    },
    end(key, signal, turn) {
      const window = get(key);
      window.inFlightCount--;
      const isWell = signal === 'accepted' || signal === 'answered';
      if (window.halfOpen?.turn === turn) {
        window.halfOpen.isUnderWay = false;
        window.halfOpen.nextAt = clock() + PROBE_EVERY_MS;
        if (isWell) {
          window.halfOpen = null;
          window.size = Math.min(window.size, START_WINDOW);
        }
      }
      if (signal === 'accepted') {
        // One that was under way before a pause does not end it.
        if (turn === window.turn) window.failureCount = 0;
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
      window.storingCount++;
      doubt(window);
      return () => {
        window.storingCount--;
        window.storedAt = clock();
      };
    },
    suspect(key, failureCount) {
      const window = get(key);
      if (window.halfOpen || clock() - window.acceptedAt < FRESH_MS) return;
      window.failureCount = Math.max(window.failureCount, failureCount);
      doubt(window);
    },
    pausedMs: (key) => pausedMs(get(key)),
    lift(key, askedAt) {
      const window = get(key);
      if (pausedMs(window) === 0 || window.storingCount > 0 || askedAt < window.storedAt) return;
      window.pausedUntil = 0;
      window.failureCount = 0;
    },
    failureCount: (key) => get(key).failureCount,
    hasAcceptedLately: (key) => clock() - get(key).acceptedAt < LATELY_MS,
    states: () =>
      [...windows].map(([key, window]) => ({
        key,
        state: pausedMs(window) > 0 ? 'open' : window.halfOpen ? 'half_open' : 'closed',
        size: Math.floor(window.size),
        inFlightCount: window.inFlightCount,
        pausedMs: pausedMs(window),
        failureCount: window.failureCount,
      })),
  };
}
