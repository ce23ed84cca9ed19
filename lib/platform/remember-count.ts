/** Counts are kept a hundred times as long as they took: at most 1 % of a core goes into them, small sites are fresh. */
const KEEP_FACTOR = 100;
const MAX_KEEP_MS = 60_000;
/** What took longer than this is shown once more, while it is counted anew: nobody waits for it twice. */
const SLOW_MS = 50;
/** But nothing that is older than this. */
const MAX_STALE_MS = 600_000;
const MAX_ENTRIES = 1_000;

interface Entry<T> {
  value: Promise<T>;
  /** When it was there, on the clock given; until then, when it was begun. */
  madeAt: number;
  /** Null until it is there. */
  tookMs: number | null;
  isRenewing: boolean;
}

/**
 * Remembers what is counted, by key, in this process: calls at the same time share one count; for a while the last one
 * is as good as a new one; and one that takes long is renewed behind the back of whoever asks.
 * @param clock milliseconds, only ever forwards
 */
export function rememberCount<T>(
  clock = () => performance.now(),
): (key: string, count: () => Promise<T>) => Promise<T> {
  const entries = new Map<string, Entry<T>>();

  function begin(key: string, count: () => Promise<T>): Entry<T> {
    const startedAt = clock();
    const entry: Entry<T> = { value: count(), madeAt: startedAt, tookMs: null, isRenewing: false };
    if (entries.size >= MAX_ENTRIES) entries.clear();
    entries.set(key, entry);
    entry.value.then(
      () => {
        entry.madeAt = clock();
        entry.tookMs = entry.madeAt - startedAt;
      },
      () => {
        if (entries.get(key) === entry) entries.delete(key);
      },
    );
    return entry;
  }

  function renew(key: string, known: Entry<T>, count: () => Promise<T>): void {
    known.isRenewing = true;
    const startedAt = clock();
    count().then(
      (value) => {
        const now = clock();
        if (entries.get(key) !== known) return;
        entries.set(key, { value: Promise.resolve(value), madeAt: now, tookMs: now - startedAt, isRenewing: false });
      },
      () => {
        // What is known stays until it is too old; then whoever asks is told.
        known.isRenewing = false;
      },
    );
  }

  return (key, count) => {
    const known = entries.get(key);
    if (!known) return begin(key, count).value;
    if (known.tookMs === null) return known.value;
    const age = clock() - known.madeAt;
    if (age < Math.min(MAX_KEEP_MS, known.tookMs * KEEP_FACTOR)) return known.value;
    if (known.tookMs < SLOW_MS || age > MAX_STALE_MS) return begin(key, count).value;
    if (!known.isRenewing) renew(key, known, count);
    return known.value;
  };
}
