import { z } from 'zod';
import { defineJob } from './define-job';
import { numericId } from './numeric-id';

/** Looks whether an A/B test can be decided; does nothing unless it can. */
export const decideJob = defineJob({
  name: 'decide',
  queue: () => 'schedule',
  schema: z.object({
    campaignId: numericId,
    /** When it is due; 0: a look in between. */
    atMs: z.number().int().min(0),
  }),
  jobId: ({ campaignId, atMs }) => `decide-${campaignId}-${atMs}`,
  attemptCount: 3,
  backoffMs: 2_000,
});
