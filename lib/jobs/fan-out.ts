import { z } from 'zod';
import { defineJob } from './define-job';
import { numericId } from './numeric-id';

/** Plans a run's deliveries, page by page; for a cancelled run, closes what is left. */
export const fanOutJob = defineJob({
  name: 'fan-out',
  queue: () => 'fan-out',
  schema: z.object({ runId: numericId }),
  jobId: ({ runId }) => `fan-out-${runId}`,
  attemptCount: 5,
  backoffMs: 1_000,
});
