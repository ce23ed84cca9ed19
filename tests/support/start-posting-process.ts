import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PostOutcome } from '@/lib/delivery/exchange';

export type PostingCommand =
  | { id: number; do: 'post'; url: string; headers: Record<string, string>; body: string }
  | { id: number; do: 'stall'; ms: number }
  | { id: number; do: 'close' };

export interface PostingReply {
  id: number;
  /** From the call to its end, by the sender's clock. */
  ms: number;
  outcome?: PostOutcome;
}

export interface PostingProcess {
  pid: number;
  post(url: string, body?: string, headers?: Record<string, string>): Promise<{ outcome: PostOutcome; ms: number }>;
  /** Closes its connections; resolves with the exit code once the process has ended by itself. */
  close(): Promise<number | null>;
  kill(): void;
  /** Keeps its event loop busy for so long, from the moment it hears of it. */
  stall(ms: number): void;
  /** SIGSTOP: it holds its connections and does nothing. */
  freeze(): void;
  thaw(): void;
}

/**
 * Starts a process that posts as the sender does.
 * @param env beside what `lib/platform/env.ts` needs, which is taken from here
 */
export async function startPostingProcess(env: Record<string, string>): Promise<PostingProcess> {
  const child = fork(fileURLToPath(new URL('./posting-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...env },
  });
  const pending = new Map<number, (reply: PostingReply) => void>();
  let lastId = 0;
  await once(child, 'message');
  child.on('message', (reply: PostingReply) => {
    pending.get(reply.id)?.(reply);
    pending.delete(reply.id);
  });
  const ask = (command: (id: number) => PostingCommand) =>
    new Promise<PostingReply>((resolve) => {
      const id = ++lastId;
      pending.set(id, resolve);
      child.send(command(id));
    });
  return {
    pid: child.pid ?? 0,
    async post(url, body = 'body', headers = { ttl: '60' }) {
      const { outcome, ms } = await ask((id) => ({ id, do: 'post', url, headers, body }));
      if (!outcome) throw new Error('no outcome');
      return { outcome, ms };
    },
    async close() {
      const ended = once(child, 'exit');
      await ask((id) => ({ id, do: 'close' }));
      const [code] = await ended;
      return code;
    },
    stall: (ms) => void ask((id) => ({ id, do: 'stall', ms })),
    kill: () => child.kill('SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}
