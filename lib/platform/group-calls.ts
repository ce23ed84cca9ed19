import { log } from './log';

interface Call<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

export interface GroupOptions<T, R> {
  /** Groups under way at once. */
  concurrency: number;
  /** Items of one group. */
  maxSize: number;
  /**
   * From the start of one group to that of the next, milliseconds; 0 unless told. What comes meanwhile shares the next
   * one, so that a steady stream costs as few groups as a rush.
   */
  minIntervalMs?: number;
  /**
   * Does one item alone, after a group with it failed, so that the others do not share its fate. Must be safe to do
   * again.
   */
  alone: (item: T) => Promise<R>;
  /** Whether a failure is nobody's in particular, and fails the group. */
  isShared: (error: unknown) => boolean;
}

/**
 * Calls that come together, or while earlier ones are under way, share one call of `work`: alone each goes at once, in a
 * rush they cost little.
 * @param work results in the order of its items
 */
export function groupCalls<T, R>(
  work: (items: T[]) => Promise<readonly R[]>,
  { concurrency, maxSize, minIntervalMs = 0, alone, isShared }: GroupOptions<T, R>,
): (item: T) => Promise<R> {
  let waiting: Call<T, R>[] = [];
  let runningCount = 0;
  let isRequested = false;
  let timer: NodeJS.Timeout | undefined;
  let startedAt = Number.NEGATIVE_INFINITY;

  const run = async (calls: Call<T, R>[]) => {
    try {
      const results = await work(calls.map(({ item }) => item));
      if (results.length !== calls.length) throw new Error(`${calls.length} calls had ${results.length} results`);
      for (const [index, { resolve }] of calls.entries()) resolve(results[index] as R);
    } catch (error) {
      if (calls.length === 1 || isShared(error)) {
        for (const { reject } of calls) reject(error);
      } else {
        log.error({ err: error, count: calls.length }, 'a group failed, and is done one by one');
        await Promise.all(calls.map(({ item, resolve, reject }) => alone(item).then(resolve, reject)));
      }
    } finally {
      runningCount--;
      start();
    }
  };
  const restMs = () => startedAt + minIntervalMs - performance.now();
  const start = () => {
    clearTimeout(timer);
    isRequested = false;
    while (runningCount < concurrency && (waiting.length >= maxSize || (waiting.length > 0 && restMs() <= 0))) {
      const calls = waiting.slice(0, maxSize);
      waiting = waiting.slice(maxSize);
      runningCount++;
      startedAt = performance.now();
      void run(calls);
    }
    const isLater = runningCount < concurrency && waiting.length > 0;
    if (isLater) timer = setTimeout(start, restMs());
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isRequested || runningCount >= concurrency) return;
      isRequested = true;
      // What comes in the same turn of the event loop is one group.
      setImmediate(start);
    });
}
