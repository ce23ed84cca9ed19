import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findFreePort } from '@/lib/platform/postgres-server';
import { ensureBuild, ROOT } from './e2e/ensure-build';
import { type Gate, startGate } from './support/start-gate';
import { waitFor } from './support/wait-for';

// The built processes of both roles without their database: told to end while it takes connections and says nothing
// (whoever waits for it longer than this test is killed by it, and the test fails), and asked for pages while it is away.

let gate: Gate;
let output = '';
beforeAll(async () => {
  await ensureBuild();
  gate = await startGate(process.env.DATABASE_URL ?? '');
});
afterAll(() => gate.shut());

function start(file: string, env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [file], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', DATABASE_URL: gate.url, BELFRY_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += text));
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
    const web = start('dist/server.js', { PORT: String(port) });
    const worker = start('dist/worker.js', { BELFRY_METRICS_PORT: String(monitorPort) });
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

/** All that the processes of the last test wrote, whole lines only when they have ended. */
function readLines(): { level: string; msg: string }[] {
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a page that fails', () => {
  it('because the database is away says so, and all that both processes write is JSON without its password', async () => {
    await gate.shut();
    gate = await startGate(process.env.DATABASE_URL ?? '');
    const [port, monitorPort] = [await findFreePort(), await findFreePort()];
    output = '';
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    onTestFinished(async () => {
      await client.query('DROP ROLE gatekeeper');
      await client.end();
    });
    await client.query(`CREATE ROLE gatekeeper LOGIN SUPERUSER PASSWORD 'canary-password-8842'`);
    const url = Object.assign(new URL(gate.url), { username: 'gatekeeper', password: 'canary-password-8842' }).href;
    const env = { DATABASE_URL: url, BELFRY_LOG_LEVEL: 'debug' };
    const web = start('dist/server.js', { ...env, PORT: String(port) });
    const worker = start('dist/worker.js', { ...env, BELFRY_METRICS_PORT: String(monitorPort) });
    await waitFor(() => isReady(`http://127.0.0.1:${port}/api/health`), 60_000);
    await waitFor(() => isReady(`http://127.0.0.1:${monitorPort}/health`), 60_000);
    await gate.shut();
    for (const encoding of ['gzip', 'identity']) {
      const answer = await fetch(`http://127.0.0.1:${port}/sign-in`, { headers: { 'accept-encoding': encoding } });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
      expect(await answer.text()).toMatch(/^<!doctype html>.*The database does not answer<\/h1>.*<\/html>\n$/s);
    }
    await waitFor(() => output.includes('a page failed'));
    // Whoever waits for it finds the page when it is back.
    await gate.open();
    await waitFor(() => isReady(`http://127.0.0.1:${port}/sign-in`), 60_000);
    await gate.shut();
    const ends = [web, worker].map((child) => once(child, 'close', { signal: AbortSignal.timeout(30_000) }));
    for (const child of [web, worker]) child.kill('SIGTERM');
    await Promise.all(ends);
    for (const line of readLines()) expect(line).toMatchObject({ level: expect.any(String), msg: expect.any(String) });
    expect(output).not.toContain('canary');
  });

  it('says what failed without what the error tells of people and keys', async () => {
    await gate.shut();
    gate = await startGate(process.env.DATABASE_URL ?? '');
    const secrets = [
      'https://fcm.googleapis.com/fcm/send/canary-endpoint',
      'Cookie: next-auth.session-token=canary-cookie',
      'canary-person@shop.example',
      'postgres://belfry:canary-password@db.example/belfry',
    ];
    // The sign-in page reads the users: now that fails, with words of ours.
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    onTestFinished(() => client.end());
    await client.query(`ALTER TABLE users RENAME TO users_away;
      CREATE FUNCTION fail() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION E'no luck:\\n${secrets.join('\\n')}'; END $$;
      CREATE VIEW users AS SELECT away.* FROM fail() LEFT JOIN users_away away ON true`);
    const port = await findFreePort();
    output = '';
    const web = start('dist/server.js', { PORT: String(port), BELFRY_LOG_LEVEL: 'debug' });
    await waitFor(() => isReady(`http://127.0.0.1:${port}/api/health`), 60_000);
    const answer = await fetch(`http://127.0.0.1:${port}/sign-in`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('canary');
    await waitFor(() => output.includes('a page failed'));
    const ended = once(web, 'close', { signal: AbortSignal.timeout(30_000) });
    web.kill('SIGTERM');
    await ended;
    expect(readLines().filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({
        msg: 'a page failed',
        err: expect.objectContaining({ message: expect.stringContaining('no luck'), digest: expect.any(String) }),
      }),
    ]);
    expect(output).not.toContain('canary');
  });
});
