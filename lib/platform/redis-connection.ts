import { once } from 'node:events';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { AppError } from './errors';
import { log } from './log';

export type RedisClient = Redis | Cluster;

export interface RedisTarget {
  /** One URL; for a cluster one or more nodes to ask first, separated by commas. */
  urls: string;
  isCluster: boolean;
}

/** Before anything of a queue that failed is tried again. */
export const RECONNECT_MS = 1_000;
const READY_TIMEOUT_MS = 2_000;
/** The policy can be changed while the server runs, but asking at each job would cost a round trip. */
const POLICY_FRESH_MS = 30_000;

const retryStrategy = (times: number) => Math.min(times * 200, RECONNECT_MS);

/**
 * Connects to Redis or Valkey, single or as a cluster.
 * @param use adding a job must fail at once when the store is down; a worker waits for as long as it takes
 */
export function connectRedis({ urls, isCluster }: RedisTarget, use: 'producer' | 'worker'): RedisClient {
  const nodes = urls.split(',').map((url) => new URL(url.trim()));
  const isProducer = use === 'producer';
  const perNode = { maxRetriesPerRequest: isProducer ? 1 : null };
  const whole = { lazyConnect: isProducer, enableOfflineQueue: !isProducer };
  if (!isCluster) return new Redis(urls, { ...perNode, ...whole, retryStrategy });
  return new Cluster(
    nodes.map((node) => ({ host: node.hostname.replace(/^\[|\]$/g, ''), port: Number(node.port || 6379) })),
    {
      ...whole,
      clusterRetryStrategy: retryStrategy,
      // Managed clusters announce names that only their certificate's owner resolves; ask by name then, not by address.
      ...(nodes[0]?.protocol === 'rediss:' && { dnsLookup: (address, done) => done(null, address) }),
      redisOptions: { ...perNode, ...credentialsOf(nodes[0]) },
    },
  );
}

function credentialsOf(node: URL | undefined): RedisOptions {
  if (!node) return {};
  return {
    ...(node.username && { username: decodeURIComponent(node.username) }),
    ...(node.password && { password: decodeURIComponent(node.password) }),
    ...(node.protocol === 'rediss:' && { tls: {} }),
  };
}

/**
 * Makes the function that resolves when the store answers and may be trusted with jobs.
 * @throws (the function) AppError `unavailable` when the store may evict keys; else what the server or the network said
 */
export function makeReadyCheck(client: RedisClient): () => Promise<void> {
  let checkedAt = Number.NEGATIVE_INFINITY;
  let lastError: Error | undefined;
  client.on('close', () => {
    // Whoever comes back may be another server.
    checkedAt = Number.NEGATIVE_INFINITY;
  });
  client.on('error', (error: Error & { lastNodeError?: Error | null }) => {
    lastError = error.lastNodeError ?? error;
  });
  client.on('ready', () => {
    lastError = undefined;
  });
  return async () => {
    try {
      if (client.status === 'wait' || client.status === 'end') await client.connect();
      else if (client.status !== 'ready') {
        // Rejects at the next 'error', too: a refused connection is known at once.
        await once(client, 'ready', { signal: AbortSignal.timeout(READY_TIMEOUT_MS) });
      }
    } catch (error) {
      // ioredis says of every connection that failed only that it is closed; what came before says why.
      throw lastError ?? error;
    }
    if (performance.now() - checkedAt < POLICY_FRESH_MS) {
      await client.ping();
      return;
    }
    const nodes = client instanceof Cluster ? client.nodes('master') : [client];
    await Promise.all(nodes.map(requireNoEviction));
    checkedAt = performance.now();
  };
}

/** From INFO, which BullMQ needs too; CONFIG is often kept from users of managed servers. */
async function requireNoEviction(node: Redis): Promise<void> {
  const policy = /maxmemory_policy:(\S+)/.exec(await node.info('memory'))?.[1];
  if (policy === 'noeviction') return;
  if (policy === undefined) {
    warnOnce('Redis does not tell its maxmemory-policy: make sure that it is noeviction, or jobs may be lost');
    return;
  }
  throw new AppError('unavailable', {
    detail: `Redis may throw jobs away (maxmemory-policy is ${policy}). Set it to noeviction: redis-cli CONFIG SET maxmemory-policy noeviction, and the same in redis.conf.`,
  });
}

let hasWarned = false;

function warnOnce(message: string): void {
  if (!hasWarned) log.warn(message);
  hasWarned = true;
}
