import type { ImportCounts, ImportUndoCounts } from '@/lib/contracts/imports';

export const NO_COUNTS: ImportCounts = {
  createdCount: 0,
  updatedCount: 0,
  unchangedCount: 0,
  duplicateCount: 0,
  refusedCount: 0,
  reasons: [],
};

export const NO_UNDO_COUNTS: ImportUndoCounts = { removedCount: 0, restoredCount: 0, keptCount: 0 };

/** A file may be wrong in many ways; those beyond are counted, not told apart. */
const MOST_REASONS = 50;

/** Sums; beyond MOST_REASONS different refusals the rest is counted as "another reason". */
export function addCounts(a: ImportCounts, b: ImportCounts): ImportCounts {
  const reasons = new Map<string, ImportCounts['reasons'][number]>();
  for (const { field, message, count } of [...a.reasons, ...b.reasons]) {
    const isKnown = reasons.has(`${field}\n${message}`);
    const named =
      isKnown || reasons.size < MOST_REASONS
        ? { field, message }
        : { field: '', message: 'is refused for another reason' };
    const key = `${named.field}\n${named.message}`;
    reasons.set(key, { ...named, count: (reasons.get(key)?.count ?? 0) + count });
  }
  return {
    createdCount: a.createdCount + b.createdCount,
    updatedCount: a.updatedCount + b.updatedCount,
    unchangedCount: a.unchangedCount + b.unchangedCount,
    duplicateCount: a.duplicateCount + b.duplicateCount,
    refusedCount: a.refusedCount + b.refusedCount,
    reasons: [...reasons.values()].sort((x, y) => y.count - x.count),
  };
}

/** Rows that were looked at, whatever became of them. */
export function processedRows(counts: ImportCounts | null): number {
  if (!counts) return 0;
  const { createdCount, updatedCount, unchangedCount, duplicateCount, refusedCount } = counts;
  return createdCount + updatedCount + unchangedCount + duplicateCount + refusedCount;
}
