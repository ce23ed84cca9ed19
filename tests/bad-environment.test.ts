import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '@/lib/platform/postgres-server';

// Who gives a variable wrongly reads its name and the rule, from each process, and neither a stack nor what they gave:
// it may be a secret.

/** What each may not be, with a secret wherever one could stand. */
const BAD: Record<string, string> = {
  NODE_ENV: 'staging',
  DATABASE_URL: 'postgres://belfry:canary#77@db.example/belfry',
  REDIS_URL: 'redis://user:canary/77@store.example',
  PORT: 'eighty',
  BELFRY_DB_POOL: '1.5',
  BELFRY_REDIS_CLUSTER: 'yes',
  BELFRY_PUBLIC_URL: 'https://belfry:canary@push.example.com',
  BELFRY_MASTER_KEY: 'canary-canary',
  BELFRY_SECRET: 'canary-canary',
  BELFRY_PUSH_HOSTS: 'https://push.example.com',
  BELFRY_WEBHOOK_HOSTS: '*.example.com',
  BELFRY_PUSH_PROXY: 'http://user:canary%@proxy.example',
  BELFRY_SIMULATOR_PORT: '70000',
  BELFRY_TRUSTED_PROXIES: '10.0.0.0/',
  BELFRY_METRICS_TOKEN: 'canary',
  BELFRY_METRICS_PORT: '-1',
  BELFRY_DRAIN_SECONDS: '1000',
  BELFRY_KEEP_MONTHS: '2',
  BELFRY_NATIVE: 'on',
  BELFRY_LOG_LEVEL: 'verbose',
};

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'belfry-bad-environment-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function run(file: string, env: Record<string, string>, args: string[] = []) {
  return new Promise<{ code: number | null; text: string }>((done) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', file, ...args],
      {
        env: {
          PATH: process.env.PATH,
          BELFRY_DATA_DIR: dataDir,
          ...env,
        } as Partial<NodeJS.ProcessEnv> as NodeJS.ProcessEnv,
      },
      (_error, stdout, stderr) => done({ code: child.exitCode, text: readText(file, stdout + stderr) }),
    );
  });
}

/** What is said: the processes write lines of JSON, the commands for people text. */
function readText(file: string, output: string): string {
  if (file.startsWith('cli/')) return output;
  const lines = output.trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { msg: string }).msg).join('\n');
}

describe('a wrong environment', () => {
  it.each([
    ['the web role', 'server.ts', []],
    ['the worker role', 'workers/main.ts', []],
    ['npm start', 'cli/start.ts', []],
    ['the command line', 'cli/main.ts', ['migrate']],
  ])('%s lists every mistake by name and rule, and ends with 1', async (_name, file, args) => {
    const { code, text } = await run(file, BAD, args);
    // The launcher sets NODE_ENV itself.
    const names = Object.keys(BAD).filter((name) => file !== 'cli/start.ts' || name !== 'NODE_ENV');
    expect(text).toContain(`${names.length} mistake(s)`);
    for (const name of names) expect(text).toMatch(new RegExp(`^ {2}${name}: `, 'm'));
    expect(text).not.toMatch(/canary|^ +at /m);
    expect(code).toBe(1);
  });

  it.each(['server.ts', 'workers/main.ts'])('%s says what has to be given', async (file) => {
    const { code, text } = await run(file, {});
    for (const name of ['DATABASE_URL', 'BELFRY_MASTER_KEY', 'BELFRY_SECRET']) {
      expect(text).toMatch(new RegExp(`^ {2}${name}: is missing: `, 'm'));
    }
    expect(text).not.toMatch(/^ +at /m);
    expect(code).toBe(1);
  });

  it('npm start has started nothing then', async () => {
    await run('cli/start.ts', { PORT: 'eighty' });
    expect(readdirSync(dataDir)).not.toContain('postgres');
  });
});

describe('a database that does not answer', () => {
  it.each([
    ['cli/start.ts', []],
    ['cli/main.ts', ['migrate']],
    ['cli/main.ts', ['doctor']],
  ])('%s %s says so, by a name with two addresses too', async (file, args) => {
    const port = await findFreePort();
    const { code, text } = await run(
      file,
      { DATABASE_URL: `postgres://belfry:canary@localhost:${port}/belfry`, PORT: String(await findFreePort()) },
      args,
    );
    expect(text).toMatch(new RegExp(`connect ECONNREFUSED (127\\.0\\.0\\.1|::1):${port}`));
    expect(text).not.toMatch(/canary|^ +at /m);
    expect(code).toBe(1);
  });
});
