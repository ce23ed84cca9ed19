import { z } from 'zod';
import { defineJob } from './define-job';
import { numericId } from './numeric-id';

/** Brings forward what a run's push services have put off: someone says that the fault is remedied. */
export const retryRunJob = defineJob({
  name: 'retry-run',
  queue: () => 'schedule',
  schema: z.object({ runId: numericId }),
  jobId: ({ runId }) => `retry-run-${runId}`,
  attemptCount: 5,
  backoffMs: 1_000,
});
