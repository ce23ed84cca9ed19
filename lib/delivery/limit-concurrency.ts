export type Limiter = <T>(work: () => Promise<T>) => Promise<T>;

/** At most `count` of the works given run at once; the others wait in the order they came. */
export function limitConcurrency(count: number): Limiter {
  let runningCount = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (runningCount >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    else runningCount++;
    try {
      return await work();
    } finally {
      // The place goes to the next in line.
      const next = waiting.shift();
      if (next) next();
      else runningCount--;
    }
  };
}
