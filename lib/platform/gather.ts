import { errorKind } from './error-kind';

interface Waiting<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

interface GatherOptions<T, R> {
  /** Items of one batch at most; more wait for the next. */
  maxBatch: number;
  /** How long the first of a batch waits for others, when no batch is being written. */
  gatherMs: number;
  /** Writes a batch and commits it; one result for each item, in their order. */
  write: (items: T[]) => Promise<R[]>;
}

/**
 * Group commit: calls that come at the same time share one statement and one commit, which cost more than a row. One
 * batch is written at a time; while it runs, the next one gathers.
 *
 * When a batch fails, each of its items is written alone, so that one that cannot be stored fails nobody else. `write`
 * must therefore be all or nothing.
 */
export function createGatherer<T, R>({ maxBatch, gatherMs, write }: GatherOptions<T, R>): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let isWriting = false;

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      await settle(batch);
    }
    isWriting = false;
  }

  async function settle(batch: Waiting<T, R>[]): Promise<void> {
    try {
      const results = await write(batch.map(({ item }) => item));
      if (results.length !== batch.length) throw new Error('a batch gave another number of results');
      for (const [i, { resolve }] of batch.entries()) resolve(results[i] as R);
    } catch (error) {
      // With the database away, trying each alone would only take longer.
      if (batch.length === 1 || errorKind(error) === 'unavailable') for (const { reject } of batch) reject(error);
      else for (const one of batch) await settle([one]);
    }
  }

  return (item) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isWriting) return;
      isWriting = true;
      setTimeout(() => void writeWaiting(), gatherMs);
    });
}
