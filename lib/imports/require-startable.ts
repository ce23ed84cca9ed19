import type { Actor } from '@/lib/contracts/actors';
import type { ImportColumn } from '@/lib/contracts/imports';
import { AppError } from '@/lib/platform/errors';
import { problemsOf } from './detect-columns';
import { findImport } from './find-import';

/** @throws AppError `invalid_input` when its columns do not say enough; `forbidden`; `not_found` */
export async function requireStartable(actor: Actor, siteId: string, importId: string): Promise<void> {
  const row = await findImport(actor, 'imports.write', siteId, importId);
  const problems = problemsOf((row.columns as unknown as ImportColumn[]).map(({ field }) => field));
  if (problems.length === 0) return;
  throw new AppError('invalid_input', {
    detail: problems[0],
    fields: problems.map((message) => ({ path: 'columns', message })),
  });
}
