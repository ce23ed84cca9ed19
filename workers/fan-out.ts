import { fanOutRun } from '@/lib/delivery/fan-out-run';
import { fanOutJob } from '@/lib/jobs/fan-out';
import type { JobHandlers } from './run-worker';

export const fanOutHandlers: JobHandlers = {
  [fanOutJob.name]: async (data, signal) => {
    const { runId } = fanOutJob.schema.parse(data);
    await fanOutRun(BigInt(runId), signal);
  },
};
