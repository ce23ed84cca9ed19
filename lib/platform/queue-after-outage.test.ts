import pg from 'pg';
import { afterAll, expect, inject, it } from 'vitest';
import { waitFor } from '@/tests/support/wait-for';
import { pool } from './db';
import { env } from './env';
import { closeQueues, getQueue, startWorker } from './queue';

afterAll(() => closeQueues());

it('a worker that could not listen for a while finds a job that nobody notifies it of', async () => {
  const database = new URL(env().DATABASE_URL).pathname.slice(1);
  const done: string[] = [];
  startWorker('webhooks', async ({ id }) => void done.push(id), { concurrency: 2 });
  await getQueue('webhooks').add('work', {}, { jobId: 'first' });
  await waitFor(() => done.includes('first'));
  await getQueue('imports').add('work', {}, { jobId: 'second' });

  // The store refuses connections, and those that there were are gone.
  const admin = new pg.Client({ connectionString: inject('testServer').adminUrl });
  await admin.connect();
  await admin.query(`ALTER DATABASE "${database}" ALLOW_CONNECTIONS false`);
  await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, [database]);
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  await admin.query(`ALTER DATABASE "${database}" ALLOW_CONNECTIONS true`);
  await admin.end();
  await new Promise((resolve) => setTimeout(resolve, 3_000));

  // A job that appears without a notification, as one does that was added while nobody listened.
  await pool.query(`UPDATE bullmq.job SET queue = 'webhooks' WHERE queue = 'imports'`);
  await waitFor(() => done.includes('second'), 30_000);
  expect(done).toEqual(['first', 'second']);
}, 60_000);
