import type {
  ImportColumn,
  ImportCounts,
  ImportFormat,
  ImportSource,
  ImportUndoCounts,
  ImportView,
} from '@/lib/contracts/imports';
import type { Import } from '@/lib/generated/prisma/client';
import { encodeId } from '@/lib/platform/ids';
import { NO_UNDO_COUNTS, processedRows } from './counts';
import { kindOf, notesOn, problemsOf } from './detect-columns';

/** Rows of it that were started may have changed something. */
const ENDED = ['done', 'cancelled', 'failed'];

/** @param vapidPublicKey of the pair chosen for it */
export function importView(row: Import, vapidPublicKey: string | null): ImportView {
  const columns = row.columns as unknown as ImportColumn[];
  const fields = columns.map(({ field }) => field);
  const source = row.source as ImportSource;
  const format = row.format as ImportFormat;
  const checked = row.checkCounts as unknown as ImportCounts | null;
  const result = row.runCounts as unknown as ImportCounts | null;
  const undo = row.undoCounts as unknown as ImportUndoCounts | null;
  return {
    id: encodeId('import', row.id),
    siteId: encodeId('site', row.siteId),
    fileName: row.fileName,
    format,
    source,
    kind: kindOf(fields),
    state: row.state,
    columns,
    problems: problemsOf(fields),
    notes: vapidPublicKey === null ? notesOn(source, format, new Set(fields)) : [],
    vapidPublicKey,
    rowCount: row.rowCount,
    byteCount: Number(row.byteCount),
    processedCount: processedOf(row, checked, result, undo),
    check: row.checkedAt === null ? null : checked,
    result,
    undo,
    canBeUndone: ENDED.includes(row.state) && row.startedAt !== null && row.expiresAt > new Date(),
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    checkedAt: row.checkedAt?.toISOString() ?? null,
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt.toISOString(),
  };
}

function processedOf(
  row: Import,
  checked: ImportCounts | null,
  result: ImportCounts | null,
  undo: ImportUndoCounts | null,
): number {
  if (row.state === 'undoing' || row.state === 'undone') {
    const { removedCount, restoredCount, keptCount } = undo ?? NO_UNDO_COUNTS;
    return removedCount + restoredCount + keptCount;
  }
  return processedRows(row.startedAt === null ? checked : result);
}
