import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Fault } from '../push-service/faults';
import type { Counts, TopicRecord } from '../push-service/ledger';
import type { SubscriptionJson } from '../push-service/push-service.types';
import { ROOT } from './ensure-build';

/** The push service as a process of its own, counting only: for campaigns whose size would crowd the test's process. */
export interface PushProcess {
  /** Of its endpoints. */
  origin: string;
  /** For BELFRY_PUSH_HOSTS. */
  host: string;
  /** PEM; what a sender must trust to reach it over https. */
  cert: string;
  createSubscribers(count: number, key: string): Promise<SubscriptionJson[]>;
  setFault(target: string | string[], fault: Fault): Promise<void>;
  /** Forgets what was received and every fault; the subscribers stay. */
  clear(): Promise<void>;
  clearFaults(): Promise<void>;
  counts(): Promise<Counts>;
  /** By endpoint, how often each of its messages was taken; a message goes by its Topic. */
  taken(): Promise<Record<string, Record<string, number>>>;
  topics(): Promise<Record<string, TopicRecord>>;
  close(): Promise<void>;
}

/** @param endpoints plain http, or https with HTTP/2, on loopback */
export async function startPushProcess(endpoints: 'http' | 'h2' = 'http'): Promise<PushProcess> {
  const args = ['tests/push-service/main.ts', '--endpoints', endpoints, '--record', 'counts'];
  const child = spawn(process.execPath, ['node_modules/tsx/dist/cli.mjs', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('the push service did not start'))),
  ])) as [string];
  const { controlUrl } = JSON.parse(line) as { controlUrl: string };
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${controlUrl}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const { origin, cert } = await call<{ origin: string; cert: string }>('GET', 'info');
  return {
    origin,
    host: new URL(origin).host,
    cert,
    createSubscribers: (count, key) => call('POST', 'subscribers', { count, key }),
    setFault: async (target, fault) => {
      await call('POST', 'fault', { target, ...fault });
    },
    async clear() {
      await call('DELETE', 'received');
      await call('DELETE', 'fault');
    },
    clearFaults: async () => {
      await call('DELETE', 'fault');
    },
    counts: () => call('GET', 'counts'),
    taken: () => call('GET', 'taken'),
    topics: () => call('GET', 'topics'),
    async close() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
