import { z } from 'zod';
import { defineJob } from './define-job';
import { numericId } from './numeric-id';

/** Plans a run's deliveries for a turn, page by page; for a cancelled run, closes what is left. */
export const fanOutJob = defineJob({
  name: 'fan-out',
  // A test or a message to a topic waits for no campaign's planning.
  queue: ({ lane }) => (lane === 'priority' ? 'send-priority' : 'fan-out'),
  schema: z.object({
    runId: numericId,
    lane: z.enum(['bulk', 'priority']).default('bulk'),
    /** A turn that ended: the job that tells of it still runs, so that another turn is another job. */
    cause: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .optional(),
  }),
  jobId: ({ runId, cause }) => (cause === undefined ? `fan-out-${runId}` : `fan-out-${runId}-${cause}`),
  attemptCount: 5,
  backoffMs: 1_000,
});
