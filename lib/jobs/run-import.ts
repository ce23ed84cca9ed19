import { z } from 'zod';
import { defineJob } from './define-job';
import { numericId } from './numeric-id';

/** Checks, runs or undoes an import, or goes on with it. */
export const runImportJob = defineJob({
  name: 'run-import',
  queue: () => 'imports',
  schema: z.object({ importId: numericId }),
  jobId: ({ importId }) => `run-import-${importId}`,
  // One that nobody works at is called for again every few seconds.
  attemptCount: 1,
  backoffMs: 1_000,
});
