import { sendDue } from '@/lib/delivery/send-due';
import { sendMessages } from '@/lib/delivery/send-messages';
import { sendJob } from '@/lib/jobs/send';
import { sendMessagesJob } from '@/lib/jobs/send-messages';
import type { JobHandlers } from './run-worker';

export const sendHandlers: JobHandlers = {
  [sendMessagesJob.name]: async (data, signal) => {
    const { runIds } = sendMessagesJob.schema.parse(data);
    await sendMessages(runIds.map(BigInt), signal);
  },
  [sendJob.name]: async (data, signal) => {
    const { runId, shard, lane } = sendJob.schema.parse(data);
    await sendDue(BigInt(runId), shard, lane, signal);
  },
};
