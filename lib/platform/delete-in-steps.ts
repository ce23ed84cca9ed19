import { pool } from './db';

/**
 * Repeats a DELETE of so many rows at most until it finds fewer: no transaction holds very many, and what is stopped
 * half-way is gone on with by the next call.
 * @param sql its last parameter, after those of `values`, is the most rows of one statement
 * @param mostSteps what is left after so many statements is for the next call
 * @returns how many rows were deleted
 */
export async function deleteInSteps(
  sql: string,
  values: readonly unknown[],
  stepRows: number,
  mostSteps = Number.POSITIVE_INFINITY,
): Promise<number> {
  let deletedCount = 0;
  for (let step = 0; step < mostSteps; step++) {
    const { rowCount } = await pool.query(sql, [...values, stepRows]);
    deletedCount += rowCount ?? 0;
    if ((rowCount ?? 0) < stepRows) break;
  }
  return deletedCount;
}
