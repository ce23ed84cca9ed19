import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, inject, onTestFailed } from 'vitest';
import { makeRun, type TestRun } from '@/lib/delivery/test-kit/fixture';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { pool } from '@/lib/platform/db';
import { findFreePort } from '@/lib/platform/postgres-server';
import { closeQueues } from '@/lib/platform/queue';
import { type PushProcess, startPushProcess } from '../../e2e/push-process';
import { eventually } from '../../push-service/wait-for';
import { startRedis, type TestRedis } from '../../support/redis';
import { type Audience, makeAudience } from './audience';
import { type Child, startChild } from './child';

export type QueueKind = 'postgres' | 'redis';

/** What a test breaks: processes of the product, the push services they send to, the queue's store. */
export interface Lab {
  redis(): TestRedis;
  /** Another push service, over HTTP/1.1 unless told; workers started later know it and trust it. */
  startPush(protocol?: 'http' | 'h2'): Promise<PushProcess>;
  /** Two of them, one over HTTP/1.1 and one over HTTP/2: what concerns the wire is done to both at once. */
  startBoth(): Promise<[PushProcess, PushProcess]>;
  makeAudience(pushes: PushProcess[], countEach: number): Promise<Audience>;
  startWorker(env?: Record<string, string>, nodeArgs?: string[]): Child;
  /** The web role without its pages; resolves when it listens. */
  startWeb(env?: Record<string, string>, nodeArgs?: string[]): Promise<{ origin: string; hasEnded(): boolean }>;
  /** A run of a launched campaign, called for as the launch does. */
  launch(audience: Audience, options?: Parameters<typeof makeRun>[1]): Promise<TestRun>;
  /** What the processes wrote. */
  logs(): string;
}

/** To be called once a test file; everything that a test starts is ended after it. */
export function openLab({ queue }: { queue: QueueKind }): Lab {
  let redis: TestRedis | undefined;
  const children: Child[] = [];
  const pushes: PushProcess[] = [];

  beforeAll(async () => {
    if (queue !== 'redis') return;
    redis = await startRedis();
    process.env.REDIS_URL = redis.url;
  });
  beforeEach(({ task }) => {
    children.length = 0;
    onTestFailed(() => {
      const { BELFRY_FAULT_FORM: form, BELFRY_FAULT_KILLS: kills } = process.env;
      const settings = [
        `BELFRY_FAULT_SEED=${inject('faultSeed')}`,
        ...(form ? [`BELFRY_FAULT_FORM=${form}`] : []),
        ...(kills ? [`BELFRY_FAULT_KILLS=${kills}`] : []),
      ];
      const file = task.file.name.replace(/^.*tests\//, 'tests/');
      process.stderr.write(`${logsOf(children, 6_000)}\n`);
      process.stderr.write(
        `repeat it: ${settings.join(' ')} npm run test:faults -- ${file} -t ${JSON.stringify(task.name)}\n`,
      );
    });
  });
  afterEach(async () => {
    for (const child of children) await child.kill();
    for (const push of pushes.splice(0)) await push.close();
  });
  afterAll(async () => {
    await closeQueues();
    await redis?.stop();
  });

  const startPush = async (protocol: 'http' | 'h2' = 'http') => {
    const push = await startPushProcess(protocol);
    pushes.push(push);
    return push;
  };
  const envOf = (env: Record<string, string>) => {
    const trusted = join(inject('faultBundle'), `trusted-${process.pid}.pem`);
    writeFileSync(trusted, pushes.map((push) => push.cert).join('\n'));
    return {
      BELFRY_PUSH_HOSTS: pushes.map((push) => push.host).join(','),
      NODE_EXTRA_CA_CERTS: trusted,
      ...env,
    };
  };
  return {
    redis() {
      if (!redis) throw new Error('this test file has no Redis');
      return redis;
    },
    startPush,
    startBoth: () => Promise.all([startPush('http'), startPush('h2')]),
    makeAudience,
    startWorker(env = {}, nodeArgs = []) {
      const worker = startChild('worker', envOf(env), nodeArgs);
      children.push(worker);
      return worker;
    },
    async startWeb(env = {}, nodeArgs = []) {
      const port = await findFreePort();
      const origin = `http://127.0.0.1:${port}`;
      const web = startChild('web', { ...envOf(env), PORT: String(port) }, nodeArgs);
      children.push(web);
      const isUp = async () =>
        !web.hasEnded() &&
        fetch(`${origin}/api/health`).then(
          (answer) => answer.ok,
          () => false,
        );
      await eventually(isUp, { timeoutMs: 60_000, what: 'the web process' });
      return { origin, hasEnded: web.hasEnded };
    },
    async launch(audience, options) {
      const run = await makeRun(audience.site, options);
      await enqueueOrLeave(fanOutJob, [{ runId: String(run.id) }]);
      return run;
    },
    logs: () => logsOf(children),
  };
}

function logsOf(processes: { pid: number; log(): string }[], charsEach = Number.POSITIVE_INFINITY): string {
  return processes.map((each) => `process ${each.pid}:\n${each.log().slice(-charsEach)}`).join('\n');
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

/** Requests that push services have heard in all. */
export async function countRequests(pushes: PushProcess[]): Promise<number> {
  const counts = await Promise.all(pushes.map((push) => push.counts()));
  return counts.reduce((sum, { requestCount }) => sum + requestCount, 0);
}

/**
 * Rows that the one worker which was killed last was sending: those whose lease runs on, since what earlier ones left
 * was ended by `letLeasesRunOut`.
 */
export async function countLeased(runs: TestRun[]): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::int FROM deliveries WHERE state = 1 AND lease_until > now() AND run_id = ANY ($1)',
    [runs.map((run) => run.id)],
  );
  return rows[0]?.count ?? 0;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
