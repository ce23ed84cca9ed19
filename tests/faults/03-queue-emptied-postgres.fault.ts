import { it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { emptyQueueAndKill, emptyQueueMidRun } from './lab/empty-queue';
import { openLab } from './lab/lab';

const lab = openLab({ queue: 'postgres' });

/** All that BullMQ keeps, but the record of its own migrations. */
async function empty(): Promise<void> {
  const { rows } = await pool.query<{ tables: string }>(
    `SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') AS tables FROM pg_tables
     WHERE schemaname = 'bullmq' AND tablename <> 'migration'`,
  );
  await pool.query(`TRUNCATE ${rows[0]?.tables}`);
}

it('the job tables emptied mid-run: it goes on within 30 s, nothing twice', async () => {
  await emptyQueueMidRun(lab, 'queue tables truncated mid-run', empty);
});

it('the job tables emptied while every worker dies: repeats only of what was in flight', async () => {
  await emptyQueueAndKill(lab, 'queue tables truncated, all workers killed', empty);
});
