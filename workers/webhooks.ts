import { deliverWebhooksJob } from '@/lib/jobs/deliver-webhooks';
import { deliverDue } from '@/lib/webhooks/deliver-due';
import type { JobHandlers } from './run-worker';

export const webhookHandlers: JobHandlers = {
  [deliverWebhooksJob.name]: async (data, signal) => {
    const { webhookId } = deliverWebhooksJob.schema.parse(data);
    await deliverDue(BigInt(webhookId), signal);
  },
};
