import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startRedis, type TestRedis } from '@/tests/support/redis';
import { startRedisCluster, type TestRedisCluster } from '@/tests/support/redis-cluster';
import { waitFor } from '@/tests/support/wait-for';
import { AppError } from './errors';

type QueueModule = typeof import('./queue');

/** The module under test with another environment: env() is parsed once per module instance. */
async function loadQueue(variables: Record<string, string | undefined>): Promise<QueueModule> {
  for (const [key, value] of Object.entries(variables)) vi.stubEnv(key, value);
  vi.resetModules();
  return import('./queue');
}

describe.each(['postgres', 'redis', 'redis cluster'] as const)('queue on %s', (backend) => {
  let redis: TestRedis | undefined;
  let cluster: TestRedisCluster | undefined;
  let queue: QueueModule;

  beforeAll(async () => {
    if (backend === 'redis') redis = await startRedis();
    if (backend === 'redis cluster') cluster = await startRedisCluster(3);
  }, 40_000);
  afterAll(() => Promise.all([redis?.stop(), cluster?.stop()]));
  beforeEach(async () => {
    const onCluster = cluster && { REDIS_URL: cluster.urls, BELFRY_REDIS_CLUSTER: 'true' };
    queue = await loadQueue(onCluster ?? (redis ? { REDIS_URL: redis.url } : {}));
  });
  afterEach(async () => {
    await queue.closeQueues();
    vi.unstubAllEnvs();
  });

  it('runs each job once with its data, as many at once as allowed', async () => {
    const seen: string[] = [];
    let running = 0;
    let most = 0;
    queue.startWorker(
      'send',
      async (job) => {
        most = Math.max(most, ++running);
        await sleep(20);
        running--;
        seen.push(`${job.id} ${JSON.stringify(job.data)} ${job.attempt}`);
      },
      { concurrency: 3 },
    );
    const ids = Array.from({ length: 12 }, (_, i) => `job-${i}`);
    await queue
      .getQueue('send')
      .addBulk(ids.map((jobId, i) => ({ name: 'batch', data: { shard: i }, options: { jobId } })));
    await waitFor(() => seen.length === 12);
    expect(seen.toSorted()).toEqual(ids.map((id, i) => `${id} {"shard":${i}} 1`).toSorted());
    expect(most).toBe(3);
  });

  it('adds a job id once while it waits, and again after it is done or has failed for good', async () => {
    const handle = queue.getQueue('fan-out');
    const runs: string[] = [];
    for (let i = 0; i < 5; i++) await handle.add('plan', { i }, { jobId: 'plan-run_1' });
    let fail = true;
    queue.startWorker(
      'fan-out',
      async (job) => {
        runs.push(job.id);
        if (fail) throw new Error('planted');
      },
      { concurrency: 1 },
    );
    await waitFor(() => runs.length === 1);
    await sleep(300);
    expect(runs).toHaveLength(1);
    fail = false;
    for (const expected of [2, 3]) {
      await waitFor(async () => {
        await handle.add('plan', {}, { jobId: 'plan-run_1' });
        return runs.length >= expected;
      });
    }
  });

  it('keeps a delayed job back until it is due', async () => {
    let ranAt = 0;
    const noteTime = async () => {
      ranAt = Date.now();
    };
    queue.startWorker('schedule', noteTime, { concurrency: 1 });
    await queue.getQueue('schedule').add('warm-up', {}, { jobId: 'warm-up' });
    await waitFor(() => ranAt > 0);
    ranAt = 0;
    const addedAt = Date.now();
    await queue.getQueue('schedule').add('launch', {}, { jobId: 'launch', delayMs: 800 });
    await waitFor(() => ranAt > 0);
    expect(ranAt - addedAt).toBeGreaterThanOrEqual(790);
  });

  it('tries again with growing pauses, and not more often than told', async () => {
    const attempts: { attempt: number; at: number }[] = [];
    queue.startWorker(
      'webhooks',
      async (job) => {
        attempts.push({ attempt: job.attempt, at: Date.now() });
        throw new Error('planted');
      },
      { concurrency: 1 },
    );
    await queue.getQueue('webhooks').add('post', {}, { jobId: 'post-1', attemptCount: 3, backoffMs: 400 });
    await waitFor(() => attempts.length === 3, 40_000);
    await sleep(1_200);
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    const [first, second, third] = attempts.map(({ at }) => at);
    // Jitter takes off half at most.
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(190);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(390);
  });

  it('gives the job of a killed worker to another within 30 seconds', { timeout: 60_000 }, async () => {
    await queue.getQueue('imports').add('file', {}, { jobId: 'file-1' });
    const child = fork('tests/support/stuck-worker.ts', { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
    await new Promise((resolve) => child.once('message', resolve));
    child.kill('SIGKILL');
    const killedAt = Date.now();
    const seen: string[] = [];
    queue.startWorker('imports', async (job) => void seen.push(job.id), { concurrency: 1 });
    await waitFor(() => seen.length === 1, 40_000);
    expect(seen).toEqual(['file-1']);
    expect(Date.now() - killedAt).toBeLessThan(30_000);
  });

  it('waits in close() for the job under way', async () => {
    let ended = false;
    let began = false;
    const worker = queue.startWorker(
      'receipts',
      async () => {
        began = true;
        await sleep(400);
        ended = true;
      },
      { concurrency: 1 },
    );
    await queue.getQueue('receipts').add('rollup', {}, { jobId: 'rollup' });
    await waitFor(() => began);
    await worker.close();
    expect(ended).toBe(true);
  });

  it('tells what lies in each queue and how long the oldest has waited', async () => {
    const handle = queue.getQueue('webhooks');
    for (const jobId of ['first', 'second']) await handle.add('post', {}, { jobId });
    await handle.add('post', {}, { jobId: 'later', delayMs: 60_000 });
    await sleep(300);
    const stats = async () => (await queue.queueStats()).find((each) => each.queue === 'webhooks');
    expect(await stats()).toMatchObject({ counts: { waiting: 2, active: 0, delayed: 1 } });
    expect((await stats())?.oldestSeconds).toBeGreaterThanOrEqual(0.25);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    queue.startWorker('webhooks', () => held, { concurrency: 2 });
    await waitFor(async () => (await stats())?.counts.active === 2);
    expect(await stats()).toMatchObject({ counts: { waiting: 0, delayed: 1 }, oldestSeconds: null });
    release();
    await waitFor(async () => (await stats())?.counts.active === 0);
  });

  it('reports health, and refuses ids that bullmq would misread', async () => {
    expect(await queue.queueHealth()).toMatchObject({ backend: backend.split(' ')[0], ok: true });
    for (const jobId of ['a:b', '123', '']) {
      await expect(queue.getQueue('send').add('x', {}, { jobId })).rejects.toThrow();
    }
  });
});

describe('when the store is down', () => {
  let queue: QueueModule;

  afterEach(async () => {
    await queue.closeQueues();
    vi.unstubAllEnvs();
  });

  it.each([{ DATABASE_URL: 'postgresql://nobody:x@127.0.0.1:9/none' }, { REDIS_URL: 'redis://127.0.0.1:9' }])(
    'add fails with "unavailable" instead of waiting: %o',
    async (variables) => {
      queue = await loadQueue(variables);
      const error = await queue
        .getQueue('send')
        .add('batch', {}, { jobId: 'x' })
        .catch((caught: unknown) => caught);
      expect(error).toMatchObject({ name: AppError.name, code: 'unavailable' });
      expect(await queue.queueHealth()).toMatchObject({ ok: false });
    },
  );

  it('a worker of a Redis that starts later, and again after a restart, takes jobs unaided', {
    timeout: 90_000,
  }, async () => {
    const first = await startRedis();
    await first.stop();
    queue = await loadQueue({ REDIS_URL: first.url });
    const seen: string[] = [];
    queue.startWorker('send', async (job) => void seen.push(job.id), { concurrency: 1 });
    await sleep(1_500);
    for (const id of ['one', 'two']) {
      const server = await startRedis([], first.port);
      await waitFor(async () => {
        await queue
          .getQueue('send')
          .add('batch', {}, { jobId: `after-${id}` })
          .catch(() => undefined);
        return seen.includes(`after-${id}`);
      }, 40_000);
      await server.stop();
      await sleep(500);
    }
  });

  it('a worker whose Postgres connections are cut takes jobs unaided', { timeout: 90_000 }, async () => {
    queue = await loadQueue({});
    const seen: string[] = [];
    queue.startWorker('send', async (job) => void seen.push(job.id), { concurrency: 1 });
    await queue.getQueue('send').add('batch', {}, { jobId: 'before' });
    await waitFor(() => seen.length === 1);
    const admin = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await admin.connect();
    const { rowCount } = await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    expect(rowCount).toBeGreaterThan(1);
    await admin.end();
    await waitFor(async () => {
      await queue
        .getQueue('send')
        .add('batch', {}, { jobId: 'after' })
        .catch(() => undefined);
      return seen.includes('after');
    }, 40_000);
  });
});

describe('a Redis that may evict jobs', () => {
  it('is refused as soon as one node of a cluster may', async () => {
    const cluster = await startRedisCluster(2);
    const queue = await loadQueue({ REDIS_URL: cluster.urls, BELFRY_REDIS_CLUSTER: 'true' });
    const admin = new Redis(cluster.nodes[1]?.port ?? 0, '127.0.0.1');
    await admin.config('SET', 'maxmemory-policy', 'volatile-lru');
    admin.disconnect();
    await expect(queue.getQueue('send').add('batch', {}, { jobId: 'x' })).rejects.toThrow(/volatile-lru.*noeviction/);
    await queue.closeQueues();
    await cluster.stop();
    vi.unstubAllEnvs();
  }, 40_000);

  it('is found out without CONFIG, which managed servers keep from their users', async () => {
    const redis = await startRedis();
    const admin = new Redis(redis.port, '127.0.0.1');
    await admin.call('ACL', 'SETUSER', 'limited', 'on', '>secret', '~*', '&*', '+@all', '-config');
    const queue = await loadQueue({ REDIS_URL: redis.url.replace('redis://', 'redis://limited:secret@') });
    await queue.getQueue('send').add('batch', {}, { jobId: 'x' });
    const seen: string[] = [];
    const worker = queue.startWorker('send', async (job) => void seen.push(job.id), { concurrency: 1 });
    await waitFor(() => seen.length === 1);
    await worker.close();
    await queue.closeQueues();
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lfu');
    admin.disconnect();
    expect(await queue.queueHealth()).toMatchObject({ ok: false, detail: expect.stringContaining('allkeys-lfu') });
    await queue.closeQueues();
    await redis.stop();
    vi.unstubAllEnvs();
  });

  it('is refused with the remedy', async () => {
    const redis = await startRedis(['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru']);
    const queue = await loadQueue({ REDIS_URL: redis.url });
    await expect(queue.getQueue('send').add('batch', {}, { jobId: 'x' })).rejects.toThrow(/allkeys-lru.*noeviction/);
    const health = await queue.queueHealth();
    expect(health.ok).toBe(false);
    expect(health.detail).toMatch(/CONFIG SET maxmemory-policy noeviction/);
    await queue.closeQueues();
    await redis.stop();
    vi.unstubAllEnvs();
  });
});
