import { z } from 'zod';
import { defineJob } from './define-job';
import { numericId } from './numeric-id';

/** Launches a scheduled campaign; does nothing unless its time has come. */
export const launchJob = defineJob({
  name: 'launch',
  queue: () => 'schedule',
  schema: z.object({
    campaignId: numericId,
    /** The time that it was scheduled for: moved, it is another job. */
    sendAtMs: z.number().int(),
    /** Called for when the time had come, by the database's clock; not the job that was to wait for it. */
    isDue: z.boolean().optional(),
  }),
  jobId: ({ campaignId, sendAtMs, isDue }) => `launch-${campaignId}-${sendAtMs}${isDue ? '-due' : ''}`,
  attemptCount: 5,
  backoffMs: 2_000,
});
