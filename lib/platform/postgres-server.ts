import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findPostgresBinaries, findServerUser, makeExecutable, type ServerUser } from './postgres-binaries';
import { sizeServer } from './postgres-settings';

const SUPERUSER = 'belfry';
const START_TIMEOUT_MS = 60_000; // crash recovery of a large database takes its time
const STOP_TIMEOUT_MS = 30_000;
// Nothing of ours: the server must not depend on who started it, nor see our secrets.
const SERVER_ENV = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', NODE_ENV: 'production' } as const;

export interface PostgresServer {
  pid: number;
  port: number;
  /** Connection URL of a database on this server. */
  url(database: string): string;
  /** Fast shutdown: open transactions are rolled back, everything committed is kept. */
  stop(): Promise<void>;
}

interface StartOptions {
  /** Directory of the cluster; initialised when it holds none. */
  dataDir: string;
  port: number;
  password: string;
  /** Server settings, e.g. `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
  /** Where the server's own log goes. */
  logFile: string;
}

/**
 * Starts the Postgres server that the package registry ships, or takes over the one that still runs on this
 * directory after its parent was killed. It runs detached, so that Ctrl-C in a terminal reaches it only
 * after those who use it have ended.
 * @throws Error with the end of the server's log when it does not come up.
 */
export async function startPostgres(options: StartOptions): Promise<PostgresServer> {
  const user = findServerUser();
  const bin = join(findPostgresBinaries(user), 'bin');
  if (!existsSync(join(options.dataDir, 'PG_VERSION'))) await initialise(bin, user, options);

  const running = readPostmaster(options.dataDir);
  if (running && (await answers(running.port, options.password))) return describe(running, options);
  if (running && isPostgres(running.pid)) {
    // It runs but does not answer: still recovering, or about to end.
    await waitUntilUp(running.pid, running.port, options);
    return describe(running, options);
  }
  // Left by a server that was killed, and its pid is a stranger's now: Postgres would take that for a running server.
  // Otherwise the file stays: by it Postgres sees whether processes of the killed one are still at work on the data.
  if (running && isAlive(running.pid)) rmSync(join(options.dataDir, 'postmaster.pid'), { force: true });

  const log = openSync(options.logFile, 'a');
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: '',
    max_connections: '120',
    ...sizeServer(),
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  makeExecutable(join(bin, 'postgres'));
  const child = spawn(join(bin, 'postgres'), ['-D', options.dataDir, ...flags], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: SERVER_ENV,
  });
  closeSync(log);
  child.unref();
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    if (child.pid) resolve(child.pid);
  });
  await waitUntilUp(pid, options.port, options);
  return describe({ pid, port: options.port }, options);
}

/** A TCP port of the loopback address that is free now; `preferred` when it is. */
export async function findFreePort(preferred = 0): Promise<number> {
  const tryPort = (port: number) =>
    new Promise<number>((resolve, reject) => {
      const probe = createServer();
      probe.once('error', reject);
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
  return tryPort(preferred).catch(() => tryPort(0));
}

/** The server that postmaster.pid names, whether it still lives or not. */
export function readPostmaster(dataDir: string): { pid: number; port: number } | null {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    const port = Number(lines[3]);
    return pid > 0 && port > 0 ? { pid, port } : null;
  } catch {
    return null;
  }
}

function describe({ pid, port }: { pid: number; port: number }, { password, dataDir }: StartOptions): PostgresServer {
  return {
    pid,
    port,
    url: (database) => `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`,
    stop: async () => {
      // SIGINT is Postgres' fast shutdown.
      signal(pid, 'SIGINT');
      const deadline = Date.now() + STOP_TIMEOUT_MS;
      while (existsSync(join(dataDir, 'postmaster.pid')) && isPostgres(pid)) {
        if (Date.now() > deadline) {
          signal(pid, 'SIGQUIT');
          return;
        }
        await sleep(20);
      }
    },
  };
}

async function initialise(bin: string, user: ServerUser, { dataDir, password, settings }: StartOptions): Promise<void> {
  mkdirSync(dirname(dataDir), { recursive: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const passwordFile = join(tmpdir(), `belfry-initdb-${process.pid}-${Date.now()}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    chownSync(dataDir, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  try {
    makeExecutable(join(bin, 'initdb'));
    makeExecutable(join(bin, 'postgres'));
    await runInitdb(join(bin, 'initdb'), user, [
      `--pgdata=${dataDir}`,
      '--auth=scram-sha-256',
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      // Sorting by code point, the same on every machine: indexes stay valid when the data is moved.
      '--locale=C',
      ...(settings?.fsync === 'off' ? ['--no-sync'] : []),
    ]);
  } catch (error) {
    rmSync(join(dataDir, 'PG_VERSION'), { force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function runInitdb(file: string, user: ServerUser, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...user,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: SERVER_ENV,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`The database could not be initialised (${code}):\n${output.trim()}`)),
    );
  });
}

async function waitUntilUp(pid: number, port: number, { password, logFile }: StartOptions): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(port, password))) {
    if (!isAlive(pid) || Date.now() > deadline) {
      const tail = existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n').slice(-12).join('\n') : '';
      throw new Error(`The embedded Postgres did not start. The end of ${logFile}:\n${tail}`);
    }
    await sleep(25);
  }
}

async function answers(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Alive, and, where /proc can tell, a Postgres and not a stranger that got the same pid. */
function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return !existsSync('/proc/self/cmdline');
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone.
  }
}
