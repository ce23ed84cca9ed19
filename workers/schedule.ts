import { launchDue } from '@/lib/campaigns/launch-due';
import { launchJob } from '@/lib/jobs/launch';
import type { JobHandlers } from './run-worker';

export const scheduleHandlers: JobHandlers = {
  [launchJob.name]: async (data) => {
    const { campaignId } = launchJob.schema.parse(data);
    await launchDue(BigInt(campaignId));
  },
};
