import { z } from 'zod';
import { defineJob } from './define-job';
import { numericId } from './numeric-id';

/** Sends what is due of one shard of a run. */
export const sendJob = defineJob({
  name: 'send',
  queue: ({ lane }) => (lane === 'priority' ? 'send-priority' : 'send'),
  schema: z.object({
    runId: numericId,
    shard: z.number().int().min(0).max(1_000),
    lane: z.enum(['bulk', 'priority']),
    /**
     * What called for it: a planned page, a turn that ended, an instant at which rows are due. A job of the same shard
     * that is running may be past looking, so that another cause is another job.
     */
    cause: z.string().regex(/^[a-z0-9-]{1,40}$/),
  }),
  jobId: ({ runId, shard, cause }) => `send-${runId}-${shard}-${cause}`,
  // The reconciler brings due work back; a failing shard is not hammered.
  attemptCount: 3,
  backoffMs: 1_000,
});
