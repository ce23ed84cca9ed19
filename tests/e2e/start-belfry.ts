import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findFreePort, readPostmaster } from '@/lib/platform/postgres-server';
import { eventually } from '../push-service/wait-for';
import type { World } from '../push-service/world';
import { ensureBuild, ROOT } from './ensure-build';

const START_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 30_000;

/** What `belfry setup --json` prints. */
export interface Setup {
  workspaceId: string;
  siteId: string;
  siteKey: string;
  vapidPublicKey: string;
  apiKey: string;
  dashboardUrl: string;
  snippet: string;
  workerFile: string;
}

export interface Owner {
  email: string;
  password: string;
}

export const OWNER: Owner = { email: 'owner@example.com', password: 'correct horse battery staple' };

export type Api = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** The product as a user runs it: `npm start` on a new data directory, everything in processes of its own. */
export interface Belfry {
  origin: string;
  dataDir: string;
  /** A port of this machine that webhooks may reach; nobody listens there yet. */
  webhookPort: number;
  /** The operator's command line; resolves to what it printed as JSON. */
  cli<T>(...args: string[]): Promise<T>;
  /** Owner, site and API key in one go, by the command line. */
  setup(siteOrigin: string): Promise<Setup>;
  /** The REST API with this key; throws on any answer but 2xx, with the problem in the message. */
  api(key: string): Api;
  /** Rows of the product's own database: for what no interface shows. */
  sql<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  /** Process id of the worker; waits for one. */
  workerPid(): Promise<number>;
  /** kill -9 of the worker; resolves once it is gone. The launcher starts another one. */
  killWorker(): Promise<void>;
  /** kill -9 of the embedded Postgres. The launcher starts it again. */
  killPostgres(): void;
  /** What the processes wrote. */
  log(): string;
  /** Ends the processes and takes the data directory away. */
  close(): Promise<void>;
}

/**
 * @param world leads the sender to the local push service and lets it trust it
 * @param env further variables for the product's processes
 * @param backup what `belfry backup` wrote: the installation is restored from it before it starts
 */
export async function startBelfry({
  world,
  env = {},
  backup,
}: {
  world?: World;
  env?: Record<string, string>;
  backup?: string;
} = {}): Promise<Belfry> {
  await ensureBuild();
  const dataDir = mkdtempSync(join(tmpdir(), 'belfry-e2e-'));
  await chmod(dataDir, 0o711); // As root the database runs as another user, who must get through.
  const port = await findFreePort();
  const webhookPort = await findFreePort();
  const origin = `http://localhost:${port}`;
  const processEnv = makeEnv({
    PORT: String(port),
    BELFRY_DATA_DIR: dataDir,
    BELFRY_WEBHOOK_HOSTS: `localhost:${webhookPort}`,
    ...(world && { ...world.senderEnv, BELFRY_PUSH_PROXY: world.fcm.proxyUrl }),
    ...env,
  });

  let log = '';
  if (backup) {
    const restored = runCli<object>(['restore', backup], processEnv);
    log += JSON.stringify(
      await restored.catch((error: unknown) => {
        rmSync(dataDir, { recursive: true, force: true });
        throw error;
      }),
    );
  }
  const launcher = spawn(process.execPath, ['--enable-source-maps', 'dist/start.js'], {
    cwd: ROOT,
    env: processEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [launcher.stdout, launcher.stderr]) stream.on('data', (text: Buffer) => (log += text));
  const ended = new Promise<void>((resolve) => launcher.once('close', () => resolve()));
  let clients: pg.Pool | undefined;

  const belfry: Belfry = {
    origin,
    dataDir,
    webhookPort,
    cli: (...args) => runCli(args, processEnv),
    setup: (siteOrigin) =>
      runCli<Setup>(
        ['setup', '--email', OWNER.email, '--site-name', 'Corner shop', '--site-origin', siteOrigin],
        // Not as an argument: every process of the machine could read it.
        { ...processEnv, BELFRY_PASSWORD: OWNER.password },
      ),
    api: (key) => (method, path, body) => call(`${origin}${path}`, method, key, body),
    async sql(text, values) {
      if (!clients) {
        clients = new pg.Pool({ connectionString: databaseUrl(dataDir), max: 2 });
        clients.on('error', () => undefined); // Of connections that a kill has cut.
      }
      return (await clients.query(text, values)).rows;
    },
    workerPid: () =>
      eventually(() => childOf(launcher, 'dist/worker.js'), { timeoutMs: 30_000, what: 'a worker process' }),
    async killWorker() {
      const pid = await belfry.workerPid();
      process.kill(pid, 'SIGKILL');
      await eventually(() => childOf(launcher, 'dist/worker.js') !== pid, { what: 'the end of the worker' });
    },
    killPostgres() {
      const { directory } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as { directory: string };
      process.kill(readPostmaster(directory)?.pid ?? 0, 'SIGKILL');
    },
    log: () => log,
    async close() {
      await clients?.end();
      if (launcher.exitCode === null && launcher.signalCode === null) launcher.kill('SIGTERM');
      const timer = setTimeout(() => launcher.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };

  const ready = eventually(
    async () => {
      if (launcher.exitCode !== null) throw new Error('the launcher ended');
      return log.includes('Belfry is ready') && (await fetch(`${origin}/api/ready`)).ok;
    },
    { timeoutMs: START_TIMEOUT_MS, what: 'Belfry' },
  );
  await ready.catch(async (error: unknown) => {
    await belfry.close();
    throw new Error(`Belfry did not start:\n${log}`, { cause: error });
  });
  return world ? world.keep(belfry) : belfry;
}

/** Of the test's own environment only what is not Belfry's. */
function makeEnv(own: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(BELFRY_|VITEST|TEST$|DEV$|PROD$|MODE$|BASE_URL$|NODE_ENV$|NODE_OPTIONS$|DATABASE_URL$|REDIS_URL$|PORT$)/.test(
        name,
      ),
  );
  return { ...Object.fromEntries(kept), NODE_ENV: 'production', BELFRY_LOG_LEVEL: 'info', ...own };
}

async function runCli<T>(args: string[], env: NodeJS.ProcessEnv): Promise<T> {
  const ownLevel = { ...env, BELFRY_LOG_LEVEL: 'silent' };
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      ['dist/belfry.js', ...args, '--json'],
      { cwd: ROOT, env: ownLevel },
      (error, out, err) => {
        if (error) reject(new Error(`belfry ${args[0]} failed: ${out}${err}`));
        else resolve(out);
      },
    );
  });
  return JSON.parse(output) as T;
}

async function call<T>(url: string, method: string, key: string, body: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${response.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Of the embedded server, as the launcher noted it. */
function databaseUrl(dataDir: string): string {
  const { port, password } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as {
    port: number;
    password: string;
  };
  return `postgresql://belfry:${password}@127.0.0.1:${port}/belfry`;
}

/** The launcher's child that runs this file. */
function childOf(launcher: ChildProcess, file: string): number | undefined {
  const children = readFileSync(`/proc/${launcher.pid}/task/${launcher.pid}/children`, 'utf8').trim().split(' ');
  return children.map(Number).find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(file);
    } catch {
      return false; // It has just ended.
    }
  });
}
