import { runExport } from '@/lib/exports/run-export';
import { runExportJob } from '@/lib/jobs/run-export';
import type { JobHandlers } from './run-worker';

export const exportHandlers: JobHandlers = {
  [runExportJob.name]: async (data, signal) => {
    const { exportId } = runExportJob.schema.parse(data);
    await runExport(BigInt(exportId), signal);
  },
};
