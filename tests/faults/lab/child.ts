import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inject } from 'vitest';

const KEPT_LOG_CHARS = 200_000;

/** A process of the product, started for a test and ended in all the ways that there are. */
export interface Child {
  pid: number;
  /** kill -9; resolves once it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves once it is gone. */
  terminate(): Promise<{ code: number | null; ms: number }>;
  /** SIGSTOP: it holds its connections and does nothing. */
  freeze(): void;
  thaw(): void;
  hasEnded(): boolean;
  /** Its exit code once it has ended. */
  ended: Promise<number | null>;
  /** The end of what it wrote. */
  log(): string;
}

/** @param env beyond the test's own, which names the database and the keys */
export function startChild(name: 'worker' | 'web', env: Record<string, string>, nodeArgs: string[] = []): Child {
  const file = join(inject('faultBundle'), `${name}.mjs`);
  const child = spawn(process.execPath, ['--enable-source-maps', ...nodeArgs, file], {
    env: { ...ownEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text = (text + chunk).slice(-KEPT_LOG_CHARS);
    });
  }
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return {
    pid: child.pid ?? 0,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async terminate() {
      const askedAt = Date.now();
      child.kill('SIGTERM');
      const code = await ended;
      return { code, ms: Date.now() - askedAt };
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    hasEnded: () => hasEnded(child),
    ended,
    log: () => text,
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** The test's environment without what belongs to the test runner. */
function ownEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TEST$|DEV$|PROD$|MODE$|BASE_URL$|NODE_OPTIONS$|BELFRY_FAULT)/.test(name),
  );
  return { ...Object.fromEntries(kept), NODE_ENV: 'production', BELFRY_LOG_LEVEL: 'warn' };
}
