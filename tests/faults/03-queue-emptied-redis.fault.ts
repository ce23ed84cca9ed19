import { Redis } from 'ioredis';
import { it } from 'vitest';
import { emptyQueueAndKill, emptyQueueMidRun } from './lab/empty-queue';
import { openLab } from './lab/lab';

const lab = openLab({ queue: 'redis' });

async function empty(): Promise<void> {
  const client = new Redis(lab.redis().url);
  await client.flushall();
  client.disconnect();
}

it('FLUSHALL mid-run: it goes on within 30 s, nothing twice', async () => {
  await emptyQueueMidRun(lab, 'FLUSHALL mid-run', empty);
});

it('FLUSHALL while every worker dies: repeats only of what was in flight', async () => {
  await emptyQueueAndKill(lab, 'FLUSHALL, all workers killed', empty);
});
