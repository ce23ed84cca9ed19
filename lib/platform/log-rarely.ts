import { log } from './log';

const EVERY_MS = 10_000;

/** Warns of an error once every ten seconds at most: a store that is down would else fill the log. */
export function logRarely(text: string): (error: unknown) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - last < EVERY_MS) return;
    last = performance.now();
    log.warn({ err: error }, text);
  };
}
