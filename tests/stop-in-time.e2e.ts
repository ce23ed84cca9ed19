import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findFreePort } from '@/lib/platform/postgres-server';
import { ensureBuild, ROOT } from './e2e/ensure-build';
import { type Gate, startGate } from './support/start-gate';
import { waitFor } from './support/wait-for';

// The built processes of both roles, told to end while their database takes connections and says nothing. Whoever
// waits for it longer than this test is killed by it, and the test fails.

let gate: Gate;
beforeAll(async () => {
  await ensureBuild();
  gate = await startGate(process.env.DATABASE_URL ?? '');
});
afterAll(() => gate.shut());

async function start(file: string, env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [file], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', DATABASE_URL: gate.url, BELFRY_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const isReady = (address: string) =>
  fetch(address).then(
    (response) => response.ok,
    () => false,
  );

describe('SIGTERM while the database is silent', () => {
  it('ends web and worker', async () => {
    const [port, monitorPort] = [await findFreePort(), await findFreePort()];
    const web = await start('dist/server.js', { PORT: String(port) });
    const worker = await start('dist/worker.js', { BELFRY_METRICS_PORT: String(monitorPort) });
    await waitFor(() => isReady(`http://127.0.0.1:${port}/api/ready`), 60_000);
    await waitFor(() => isReady(`http://127.0.0.1:${monitorPort}/ready`), 60_000);
    gate.freeze();
    // It says so, and that it lives.
    expect((await fetch(`http://127.0.0.1:${port}/api/ready`)).status).toBe(503);
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200);
    const ends = [web, worker].map((child) => once(child, 'exit', { signal: AbortSignal.timeout(30_000) }));
    for (const child of [web, worker]) child.kill('SIGTERM');
    expect(await Promise.all(ends)).toEqual([
      [expect.any(Number), null],
      [expect.any(Number), null],
    ]);
  });
});
