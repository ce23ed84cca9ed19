import { z } from 'zod';
import { defineJob } from './define-job';
import { numericId } from './numeric-id';

/** Makes an export, or goes on with it. */
export const runExportJob = defineJob({
  name: 'run-export',
  queue: () => 'imports',
  schema: z.object({ exportId: numericId }),
  jobId: ({ exportId }) => `run-export-${exportId}`,
  // One that nobody works at is called for again every few seconds.
  attemptCount: 1,
  backoffMs: 1_000,
});
