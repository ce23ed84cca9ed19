import type { z } from 'zod';
import type { BatchRow, Target } from '@/lib/contracts/batches';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { rowError } from './row-error';

export interface CheckedRow<T> {
  index: number;
  row: T;
}

/** Parts the rows of a batch into those that can be carried out and the results of the others. */
export function checkRows<S extends z.ZodType<Target>>(
  schema: S,
  rows: readonly unknown[],
): { good: CheckedRow<z.output<S>>[]; refused: BatchRow[] } {
  const good: CheckedRow<z.output<S>>[] = [];
  const refused: BatchRow[] = [];
  for (const [index, input] of rows.entries()) {
    try {
      good.push({ index, row: parse(schema, input) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push(refuseRow(index, error));
    }
  }
  return { good, refused };
}

/** What a batch answers for one row that it does not take; the others are taken. @param index of the row in the request */
export function refuseRow(index: number, error: AppError): BatchRow {
  return { index, status: 'refused', subscriberCount: 0, error: rowError(error) };
}
