import { decideDue } from '@/lib/campaigns/decide-due';
import { launchDue } from '@/lib/campaigns/launch-due';
import { retryRun } from '@/lib/delivery/retry-run';
import { decideJob } from '@/lib/jobs/decide';
import { launchJob } from '@/lib/jobs/launch';
import { retryRunJob } from '@/lib/jobs/retry-run';
import type { JobHandlers } from './run-worker';

export const scheduleHandlers: JobHandlers = {
  [retryRunJob.name]: async (data, signal) => {
    await retryRun(BigInt(retryRunJob.schema.parse(data).runId), signal);
  },
  [decideJob.name]: async (data) => {
    await decideDue(BigInt(decideJob.schema.parse(data).campaignId));
  },
  [launchJob.name]: async (data) => {
    const { campaignId } = launchJob.schema.parse(data);
    await launchDue(BigInt(campaignId));
  },
};
