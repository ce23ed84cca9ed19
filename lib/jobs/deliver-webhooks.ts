import { z } from 'zod';
import { defineJob } from './define-job';
import { numericId } from './numeric-id';

/** Sends what is due to one endpoint. */
export const deliverWebhooksJob = defineJob({
  name: 'deliver-webhooks',
  queue: () => 'webhooks',
  schema: z.object({ webhookId: numericId }),
  jobId: ({ webhookId }) => `deliver-webhooks-${webhookId}`,
  // What is due is called for again every second.
  attemptCount: 1,
  backoffMs: 1_000,
});
