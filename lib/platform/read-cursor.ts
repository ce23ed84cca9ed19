import { AppError } from './errors';
import { type IdKind, tryDecodeId } from './ids';

/**
 * The row after which a page begins, for lists whose cursor is an id; null for the first page.
 * @throws AppError `bad_request` for a cursor that is none: the first page once more would look like a longer list
 */
export function readCursor(kind: IdKind, cursor: string | undefined): bigint | null {
  if (cursor === undefined) return null;
  const id = tryDecodeId(kind, cursor);
  if (id === null) throw badCursor();
  return id;
}

/** For cursors that are read by the list itself. */
export function badCursor(): AppError {
  return new AppError('bad_request', { detail: 'The cursor is not one of this list.' });
}
