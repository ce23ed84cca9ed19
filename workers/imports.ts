import { runImport } from '@/lib/imports/run-import';
import { runImportJob } from '@/lib/jobs/run-import';
import type { JobHandlers } from './run-worker';

export const importHandlers: JobHandlers = {
  [runImportJob.name]: async (data, signal) => {
    const { importId } = runImportJob.schema.parse(data);
    await runImport(BigInt(importId), signal);
  },
};
