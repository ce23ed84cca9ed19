import type { EventEmitter } from 'node:events';

const PATIENCE_MS = 45_000;

export interface WaitOptions {
  /** 45 s unless told: less than a test has, so that what was waited for is named. */
  timeoutMs?: number;
  /** Named in the error when the time is over. */
  what?: string;
}

/**
 * Looks now and after each of the emitter's events until there is something.
 * @throws Error when the time is over.
 */
export function waitForEvent<T>(
  emitter: EventEmitter,
  events: readonly string[],
  look: () => T | undefined,
  { timeoutMs = PATIENCE_MS, what = 'what was waited for' }: WaitOptions = {},
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      for (const name of events) emitter.off(name, onEvent);
    };
    const onEvent = (): void => {
      const found = look();
      if (found === undefined) return;
      stop();
      resolve(found);
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`${what}: not in ${timeoutMs} ms`));
    }, timeoutMs);
    for (const name of events) emitter.on(name, onEvent);
    onEvent();
  });
}

/**
 * Asks every 25 ms until the answer is neither undefined nor false; for what tells no event.
 * @throws Error when the time is over.
 */
export async function eventually<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  { timeoutMs = PATIENCE_MS, what = 'what was waited for' }: WaitOptions = {},
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error(`${what}: not in ${timeoutMs} ms`);
    await new Promise((resolve) => {
      setTimeout(resolve, 25);
    });
  }
}

/** Asks until it is so, as `eventually`; for tests in which a page, a worker and a browser share what processor there is. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  await eventually(isSo, { what, timeoutMs: 60_000 });
}
