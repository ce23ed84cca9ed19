import { startWorker } from '@/lib/platform/queue';

// Takes one job and never finishes it: queue.test.ts kills this process meanwhile.
startWorker(
  'imports',
  async () => {
    process.send?.('taken');
    await new Promise(() => undefined);
  },
  { concurrency: 1 },
);
