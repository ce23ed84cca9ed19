import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { addSubscribers, makeRun, makeSite, runRow } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { findFreePort } from '@/lib/platform/postgres-server';
import { readMetrics } from '@/tests/support/read-metrics';
import { waitFor } from '@/tests/support/wait-for';

let sink: PushSink;
let child: ChildProcess | undefined;

beforeAll(async () => {
  sink = await startPushSink();
});
afterEach(() => child?.kill('SIGKILL'));
afterAll(() => sink.close());

async function startWorkerProcess(env: Record<string, string> = {}): Promise<string> {
  const port = await findFreePort();
  child = spawn(process.execPath, ['--import', 'tsx', 'workers/main.ts'], {
    env: { ...process.env, BELFRY_PUSH_HOSTS: sink.host, BELFRY_METRICS_PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const base = `http://127.0.0.1:${port}`;
  const isUp = () =>
    fetch(`${base}/health`).then(
      (response) => response.ok,
      () => false,
    );
  await waitFor(isUp, 30_000);
  return base;
}

it('a worker shows on its own port what it sends, and that it is about to end', async () => {
  const base = await startWorkerProcess();
  expect(await (await fetch(`${base}/ready`)).json()).toMatchObject({ status: 'ready' });
  expect((await fetch(`${base}/`)).status).toBe(404);

  const site = await makeSite();
  await addSubscribers(site, sink, 120);
  const run = await makeRun(site);
  await waitFor(async () => (await runRow(run.id)).finished_at !== null, 80_000);
  const { value } = await readMetrics(`${base}/metrics`);
  expect(value('belfry_push_posts_total', { code: '2xx' })).toBe(120);
  expect(value('belfry_settled_rows_total', { state: 'accepted' })).toBe(120);
  expect(value('belfry_job_seconds_count', { queue: 'send', result: 'done' })).toBeGreaterThan(0);

  // One message hangs, so that ending takes a while: meanwhile it is alive, and not ready.
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  sink.answer = () => held.then(() => ({ status: 201 }));
  await makeRun(site);
  await waitFor(() => sink.messages.length > 120, 80_000);
  child?.kill('SIGTERM');
  await waitFor(async () => (await fetch(`${base}/ready`)).status === 503);
  expect(await (await fetch(`${base}/ready`)).json()).toMatchObject({ status: 'draining' });
  expect((await fetch(`${base}/health`)).status).toBe(200);
  release();
  if (child?.exitCode === null) await once(child, 'exit');
  expect(child?.exitCode).toBe(0);
}, 240_000);

it('asks for the token when there is one', async () => {
  const base = await startWorkerProcess({ BELFRY_METRICS_TOKEN: 'sixteen-letters-or-more' });
  expect((await fetch(`${base}/metrics`)).status).toBe(401);
  const { text } = await readMetrics(`${base}/metrics`, 'sixteen-letters-or-more');
  expect(text).toContain('belfry_open_runs');
}, 90_000);
