import { afterAll, afterEach, beforeAll, beforeEach, inject, onTestFailed } from 'vitest';
import { makeRun, type TestRun } from '@/lib/delivery/test-kit/fixture';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { type PushProcess, startPushProcess } from '../../e2e/push-process';
import { startRedis, type TestRedis } from '../../support/redis';
import { type FrontDoor, startFrontDoor } from '../../support/start-front-door';
import { type Audience, makeAudience } from './audience';
import { startWorkerProcess, type Worker } from './worker';

export type QueueKind = 'postgres' | 'redis';

/** What a test breaks: processes of the product, the push services they send to, the queue's store. */
export interface Lab {
  redis(): TestRedis;
  /** Another push service; workers started later know it. */
  startPush(): Promise<PushProcess>;
  makeAudience(pushes: PushProcess[], countEach: number): Promise<Audience>;
  startWorker(env?: Record<string, string>, nodeArgs?: string[]): Worker;
  /** The web role without its pages; resolves when it listens. */
  startWeb(env?: Record<string, string>): Promise<FrontDoor>;
  /** A run of a launched campaign, called for as the launch does. */
  launch(audience: Audience, options?: Parameters<typeof makeRun>[1]): Promise<TestRun>;
  /** What the processes wrote. */
  logs(): string;
}

/** To be called once a test file; everything that a test starts is ended after it. */
export function openLab({ queue }: { queue: QueueKind }): Lab {
  let redis: TestRedis | undefined;
  const workers: Worker[] = [];
  const doors: FrontDoor[] = [];
  const pushes: PushProcess[] = [];

  beforeAll(async () => {
    if (queue !== 'redis') return;
    redis = await startRedis();
    process.env.REDIS_URL = redis.url;
  });
  beforeEach(({ task }) => {
    workers.length = 0;
    doors.length = 0;
    onTestFailed(() => {
      const { BELFRY_FAULT_FORM: form, BELFRY_FAULT_KILLS: kills } = process.env;
      const settings = [
        `BELFRY_FAULT_SEED=${inject('faultSeed')}`,
        ...(form ? [`BELFRY_FAULT_FORM=${form}`] : []),
        ...(kills ? [`BELFRY_FAULT_KILLS=${kills}`] : []),
      ];
      const file = task.file.name.replace(/^.*tests\//, 'tests/');
      process.stderr.write(`${logsOf([...workers, ...doors]).slice(-6_000)}\n`);
      process.stderr.write(
        `repeat it: ${settings.join(' ')} npm run test:faults -- ${file} -t ${JSON.stringify(task.name)}\n`,
      );
    });
  });
  afterEach(async () => {
    for (const worker of workers) await worker.kill();
    for (const door of doors) await door.kill();
    for (const push of pushes.splice(0)) await push.close();
  });
  afterAll(async () => {
    await closeQueues();
    await redis?.stop();
  });

  const envOf = (env: Record<string, string>) => ({
    BELFRY_PUSH_HOSTS: pushes.map((push) => push.host).join(','),
    ...env,
  });
  return {
    redis() {
      if (!redis) throw new Error('this test file has no Redis');
      return redis;
    },
    async startPush() {
      const push = await startPushProcess();
      pushes.push(push);
      return push;
    },
    makeAudience,
    startWorker(env = {}, nodeArgs = []) {
      const worker = startWorkerProcess(envOf(env), nodeArgs);
      workers.push(worker);
      return worker;
    },
    async startWeb(env = {}) {
      const door = await startFrontDoor(envOf(env));
      doors.push(door);
      return door;
    },
    async launch(audience, options) {
      const run = await makeRun(audience.site, options);
      await enqueueOrLeave(fanOutJob, [{ runId: String(run.id) }]);
      return run;
    },
    logs: () => logsOf([...workers, ...doors]),
  };
}

function logsOf(processes: { pid: number; log(): string }[]): string {
  return processes.map((each) => `process ${each.pid}:\n${each.log()}`).join('\n');
}

/**
 * Rows that are being sent now: of a process that was just killed, what may come twice or be lost (I4).
 */
export async function countSending(runs: TestRun | TestRun[]): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::int FROM deliveries WHERE state = 1 AND run_id = ANY ($1)',
    [[runs].flat().map((run) => run.id)],
  );
  return rows[0]?.count ?? 0;
}

/**
 * The leases of dead processes run out, as they would within a minute. Only when no process lives that holds one: it
 * would see rows taken from it of which it rightly thinks that they are its own.
 */
export async function letLeasesRunOut(): Promise<void> {
  await pool.query(`UPDATE deliveries SET lease_until = now() - interval '1 second' WHERE state = 1`);
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
