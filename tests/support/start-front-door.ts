import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { findFreePort } from '@/lib/platform/postgres-server';

const ROOT = resolve(import.meta.dirname, '../..');
const START_MS = 120_000;

/** The front door as a process of its own (front-door.ts). */
export interface FrontDoor {
  origin: string;
  port: number;
  pid: number;
  /** Bytes after a garbage collection. */
  memory(): Promise<{ rss: number; heapUsed: number; arrayBuffers: number }>;
  /** kill -9; resolves once it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** What it wrote. */
  log(): string;
}

/**
 * @param env on top of this process's own: DATABASE_URL and the two secrets must be among both
 * @param nodeArgs for Node itself, e.g. `--cpu-prof`
 */
export async function startFrontDoor(env: Record<string, string> = {}, nodeArgs: string[] = []): Promise<FrontDoor> {
  const port = await findFreePort();
  const args = ['--expose-gc', ...nodeArgs, '--import', 'tsx', 'tests/support/front-door.ts'];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (log += text));
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await gone;
  };
  try {
    await answer(child, 'listening');
  } catch (error) {
    await end('SIGKILL');
    throw new Error(`The front door did not start:\n${log}`, { cause: error });
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    async memory() {
      const told = answer<NodeJS.MemoryUsage>(child, 'memory');
      child.send({ kind: 'memory' });
      return told;
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    log: () => log,
  };
}

function answer<T>(child: ChildProcess, kind: string): Promise<T> {
  return new Promise((resolved, reject) => {
    const timer = setTimeout(() => finish(() => reject(new Error(`no ${kind} within ${START_MS} ms`))), START_MS);
    const hear = (message: unknown) => {
      if ((message as { kind?: string }).kind === kind) finish(() => resolved(message as T));
    };
    const fail = () => finish(() => reject(new Error('it ended')));
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      child.off('message', hear);
      child.off('exit', fail);
      settle();
    };
    child.on('message', hear);
    child.once('exit', fail);
  });
}
