import { sendDue } from '@/lib/delivery/send-due';
import { sendJob } from '@/lib/jobs/send';
import type { JobHandlers } from './run-worker';

export const sendHandlers: JobHandlers = {
  [sendJob.name]: async (data, signal) => {
    const { runId, shard, lane } = sendJob.schema.parse(data);
    await sendDue(BigInt(runId), shard, lane, signal);
  },
};
