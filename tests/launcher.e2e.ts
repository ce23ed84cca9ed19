import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort, readPostmaster } from '@/lib/platform/postgres-server';
import { waitFor } from './support/wait-for';

// `npm start` as a person uses it: the built launcher with an empty data directory.

interface Launched {
  child: ChildProcess;
  output: () => string;
}

let folder: string;
let dataDir: string;
let port: number;
const launched: Launched[] = [];

function environment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, BELFRY_DATA_DIR: dataDir, PORT: String(port), ...extra };
  for (const name of ['DATABASE_URL', 'BELFRY_MASTER_KEY', 'BELFRY_SECRET', 'BELFRY_LOG_LEVEL', 'REDIS_URL']) {
    delete env[name];
  }
  return { ...env, NODE_ENV: 'production' };
}

function launch(extra: Record<string, string> = {}): Launched {
  const child = spawn(process.execPath, ['dist/start.js'], {
    env: environment(extra),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const one = { child, output: () => output };
  launched.push(one);
  return one;
}

async function launchReady(): Promise<Launched> {
  const one = launch();
  await waitFor(() => one.output().includes('Belfry is ready') || one.child.exitCode !== null, 60_000);
  expect(one.output()).toContain(`Belfry is ready:  http://localhost:${port}`);
  return one;
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}

async function belfry(...args: string[]): Promise<{ code: number; json: Record<string, unknown> }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/belfry.js', ...args, '--json'], {
      env: { ...environment(), PORT: '' },
    });
    return { code: 0, json: JSON.parse(stdout) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    if (!stdout) throw new Error(stderr);
    return { code, json: JSON.parse(stdout) };
  }
}

const setUp = () =>
  belfry(
    ...['setup', '--email', 'owner@shop.example', '--password', 'correct-horse-battery-9'],
    ...['--site-name', 'Shop', '--site-origin', 'https://shop.example'],
  );

function childrenOf(pid: number | undefined): number[] {
  try {
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
  } catch {
    return [];
  }
}

/** Empty once it is gone: it may end between being listed and being looked at. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

beforeAll(async () => {
  if (!existsSync('dist/start.js')) throw new Error('Build first: npm run build');
  folder = mkdtempSync(join(tmpdir(), 'belfry-launcher-'));
  chmodSync(folder, 0o755);
  dataDir = join(folder, 'data');
  port = await findFreePort();
});

afterEach(async () => {
  for (const { child } of launched.splice(0)) {
    child.kill('SIGINT');
    await ended(child);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm start', () => {
  let ids: Record<string, unknown>;

  it('starts on an empty directory, and setup works beside it and again without it', async () => {
    const one = await launchReady();
    expect(one.output()).toContain('create the owner account');
    const first = await setUp();
    expect(first.json).toMatchObject({ apiKey: expect.any(String), dashboardUrl: `http://localhost:${port}` });
    const second = await setUp();
    expect(second.json).toEqual({ ...first.json, apiKey: null });
    ids = first.json;

    one.child.kill('SIGINT');
    expect(await ended(one.child)).toBe(0);
    expect(one.output()).toContain('Stopped');
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
    expect(existsSync(join(dataDir, 'launcher.json'))).toBe(false);

    const without = await setUp();
    expect(without.json).toMatchObject({ siteId: ids.siteId, workspaceId: ids.workspaceId });
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
  });

  it('keeps secrets to the user: nothing in the data directory can be read by others', () => {
    for (const name of ['master.key', 'secret.key', 'postgres.json']) {
      const mode = execFileSync('stat', ['-c', '%a', join(dataDir, name)], { encoding: 'utf8' }).trim();
      expect({ name, mode }).toEqual({ name, mode: '600' });
    }
  });

  it('goes on with the data after kill -9 of everything, database included', async () => {
    const one = await launchReady();
    const children = childrenOf(one.child.pid);
    const postmaster = readPostmaster(join(dataDir, 'postgres'));
    for (const pid of [one.child.pid ?? 0, ...children, postmaster?.pid ?? 0]) process.kill(pid, 'SIGKILL');
    await ended(one.child);
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(true);

    const two = await launchReady();
    expect(two.output()).toContain('Sign in and go on');
    expect((await setUp()).json).toMatchObject({ siteId: ids.siteId });
  });

  it('leaves no child behind when only the launcher is killed, and takes the running database over', async () => {
    const one = await launchReady();
    const children = childrenOf(one.child.pid).filter((pid) => pid !== readPostmaster(join(dataDir, 'postgres'))?.pid);
    expect(children.length).toBeGreaterThanOrEqual(2);
    const before = readPostmaster(join(dataDir, 'postgres'));
    one.child.kill('SIGKILL');
    await waitFor(() => children.every((pid) => !isAlive(pid)), 20_000);
    await launchReady();
    expect(readPostmaster(join(dataDir, 'postgres'))).toEqual(before);
  });

  it('starts a killed worker and a killed web process again', async () => {
    const one = await launchReady();
    for (const role of ['worker', 'server']) {
      const find = () => childrenOf(one.child.pid).find((pid) => commandOf(pid).includes(`dist/${role}.js`));
      const pid = find() ?? 0;
      process.kill(pid, 'SIGKILL');
      await waitFor(() => ![undefined, pid].includes(find()), 15_000);
    }
    await waitFor(async () => {
      const response = await fetch(`http://127.0.0.1:${port}/api/ready`).catch(() => null);
      return response?.ok === true;
    }, 30_000);
    expect(one.output()).toMatch(/worker process was killed[\s\S]*web process was killed/);
  });

  it('refuses to run twice on one directory, and says what to do', async () => {
    await launchReady();
    const other = launch({ PORT: String(await findFreePort()) });
    expect(await ended(other.child)).toBe(1);
    expect(other.output()).toMatch(/runs already on .*BELFRY_DATA_DIR/);
  });

  it('brings its own database along when the data directory was moved', async () => {
    const before = dataDir;
    dataDir = join(folder, 'moved');
    renameSync(before, dataDir);
    const one = await launchReady();
    expect(one.output()).toContain('Sign in and go on');
    expect((await setUp()).json).toMatchObject({ siteId: ids.siteId });
    expect(existsSync(before)).toBe(false);
  });

  it('reports a taken port before anything is started', async () => {
    const blocker = createServer().listen(port, '0.0.0.0');
    const one = launch({ BELFRY_DATA_DIR: join(folder, 'untouched') });
    expect(await ended(one.child)).toBe(1);
    expect(one.output()).toMatch(new RegExp(`Port ${port} is taken.*PORT=`, 's'));
    expect(existsSync(join(folder, 'untouched'))).toBe(false);
    blocker.close();
  });

  it('doctor finds the installation healthy, and finds a wrong master key', async () => {
    const healthy = await belfry('doctor');
    expect(healthy).toMatchObject({ code: 0, json: { ok: true } });
    process.env.BELFRY_MASTER_KEY = 'A'.repeat(43);
    const env = { ...environment(), BELFRY_MASTER_KEY: 'A'.repeat(43) };
    const failed = await promisify(execFile)(process.execPath, ['dist/belfry.js', 'doctor', '--json'], { env }).catch(
      (error: { code: number; stdout: string }) => error,
    );
    expect(failed).toMatchObject({ code: 1 });
    expect(JSON.parse(failed.stdout).checks).toContainEqual(
      expect.objectContaining({ name: 'keys', status: 'failed', remedy: expect.stringContaining('BELFRY_MASTER_KEY') }),
    );
  });
});

describe.runIf(process.getuid?.() === 0)('as root in a folder closed to others', () => {
  it('keeps the database where its user can reach it', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'belfry-closed-')); // 0700, as /root is
    dataDir = join(closed, 'data');
    await launchReady();
    const noted = () => JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as { directory: string };
    const { directory } = noted();
    expect(directory).toMatch(/^\/var\/lib\/belfry\/data-/);
    const stop = async () => {
      for (const { child } of launched.splice(0)) {
        child.kill('SIGINT');
        await ended(child);
      }
    };
    await stop();
    // Moved out of the way: a new one at the same path has a database of its own.
    renameSync(dataDir, join(closed, 'before'));
    expect((await launchReady()).output()).toContain('create the owner account');
    expect(noted().directory).not.toBe(directory);
    await stop();
    for (const each of [directory, noted().directory, closed]) rmSync(each, { recursive: true, force: true });
  });
});
