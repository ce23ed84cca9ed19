import { type AppError, ERROR_TABLE, type FieldProblem } from '@/lib/platform/errors';

/** Why one row of a batch was refused. */
export function rowError(error: AppError): { code: string; detail: string; errors: FieldProblem[] } {
  return { code: error.code, detail: error.detail || ERROR_TABLE[error.code].title, errors: error.fields };
}
