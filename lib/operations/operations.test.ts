import { afterAll, afterEach, expect, it } from 'vitest';
import type { Actor, Role } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { startBeating } from '@/lib/platform/process-beat';
import { closeQueues, getQueue, onJobGivenUp, startWorker, type WorkerHandle } from '@/lib/platform/queue';
import { waitFor } from '@/tests/support/wait-for';
import { clearJobFailures } from './clear-job-failures';
import { discardJob } from './discard-job';
import { listFailedJobs } from './list-failed-jobs';
import { queueOverview } from './queue-overview';
import { recordJobFailure } from './record-job-failure';
import { retryJob } from './retry-job';

const person = (role: Role): Actor => ({
  kind: 'user',
  userId: 'usr_0000000000001',
  workspaceId: 'wsp_0000000000001',
  role,
  name: 'N',
  email: 'n@example.com',
});
const admin = person('admin');
let worker: WorkerHandle | undefined;

afterEach(() => worker?.close());
afterAll(() => closeQueues());

it('is for owners and admins', async () => {
  for (const actor of [person('editor'), person('viewer')]) {
    await expect(queueOverview(actor)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(retryJob(actor, 'job_0000000000001')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(clearJobFailures(actor)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(discardJob(actor, 'job_0000000000001')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listFailedJobs(actor, { limit: 1 })).rejects.toMatchObject({ code: 'forbidden' });
  }
});

it('keeps a job that failed as often as it may, and runs it again when asked to', async () => {
  onJobGivenUp(recordJobFailure);
  let isBroken = true;
  const seen: unknown[] = [];
  worker = startWorker(
    'imports',
    async (job) => {
      if (isBroken) throw new Error('no way to https://fcm.googleapis.com/fcm/send/canary');
      seen.push(job.data);
    },
    { concurrency: 1 },
  );
  await getQueue('imports').add('file', { fileId: 7 }, { jobId: 'file-7', attemptCount: 2, backoffMs: 10 });
  const failures = async () => (await queueOverview(admin)).failures;
  await waitFor(async () => (await failures()).length === 1, 40_000);
  const [failure] = await failures();
  expect(failure).toMatchObject({
    queue: 'imports',
    name: 'file',
    attemptCount: 2,
    error: 'Error: no way to https://fcm.googleapis.com/[redacted]',
  });
  isBroken = false;
  await retryJob(admin, failure?.id ?? '');
  await waitFor(() => seen.length === 1);
  expect(seen).toEqual([{ fileId: 7 }]);
  expect(await failures()).toEqual([]);
  await expect(retryJob(admin, failure?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
});

it('keeps the newest two hundred, and can be emptied', async () => {
  for (let i = 0; i < 205; i++) {
    await recordJobFailure('send', { id: `s-${i}`, name: 'send', data: {}, attempt: 3 }, new Error(`no ${i}`));
  }
  const { rows } = await pool.query('SELECT count(*)::int AS count, min(error) AS first FROM job_failures');
  expect(rows[0]).toEqual({ count: 200, first: 'Error: no 10' });
  expect((await queueOverview(admin)).failures[0]).toMatchObject({ error: 'Error: no 204' });
  const errors: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await listFailedJobs(admin, { limit: 90, cursor });
    errors.push(...items.map(({ error }) => error));
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  expect(errors).toEqual(Array.from({ length: 200 }, (_, i) => `Error: no ${204 - i}`));
  const [newest] = (await listFailedJobs(admin, { limit: 1 })).items;
  await discardJob(admin, newest?.id ?? '');
  expect((await listFailedJobs(admin, { limit: 1 })).items[0]).toMatchObject({ error: 'Error: no 203' });
  await expect(discardJob(admin, newest?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
  expect(await clearJobFailures(admin)).toBe(199);
  expect((await queueOverview(admin)).failures).toEqual([]);
});

it('shows who works, who is about to end and who has fallen silent', async () => {
  const beat = startBeating('web');
  const states = async () => (await queueOverview(admin)).processes.map(({ role, pid, state }) => [role, pid, state]);
  await waitFor(async () => (await states()).length === 1);
  await beat();
  await waitFor(async () => JSON.stringify(await states()) === JSON.stringify([['web', process.pid, 'ending']]));
  await pool.query(`UPDATE process_beats SET seen_at = now() - interval '1 minute'`);
  expect(await states()).toEqual([['web', process.pid, 'silent']]);
  await beat(true);
  expect(await states()).toEqual([]);
  const { queues } = await queueOverview(admin);
  expect(queues?.find(({ queue }) => queue === 'send')).toMatchObject({ counts: { waiting: 0 }, oldestSeconds: null });
});
