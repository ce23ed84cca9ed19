import { z } from 'zod';
import { defineJob } from './define-job';
import { numericId } from './numeric-id';

/** Runs of one job: so many messages share its cost when they come fast. */
export const MAX_MESSAGES_PER_JOB = 100;

/** Sends messages of the API that came at about the same time. */
export const sendMessagesJob = defineJob({
  name: 'send-messages',
  queue: () => 'send-priority',
  schema: z.object({
    runIds: z.array(numericId).min(1).max(MAX_MESSAGES_PER_JOB),
    /** Called for by the reconciler: with other messages than the job that named the first one at first. */
    isRepeated: z.boolean().optional(),
  }),
  jobId: ({ runIds, isRepeated }) => `messages-${runIds[0]}${isRepeated ? '-again' : ''}`,
  // The reconciler brings back what was not sent.
  attemptCount: 3,
  backoffMs: 1_000,
});
