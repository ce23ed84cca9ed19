import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from '@/lib/generated/prisma/client';
import { env } from './env';
import { logRarely } from './log-rarely';
import { openPool } from './open-pool';
import { guardTenant } from './tenant-guard';

interface Connections {
  pool: pg.Pool;
  keyPool: pg.Pool;
  systemDb: PrismaClient;
  db: ReturnType<typeof guardTenant>;
}

// int8 (oid 20) as bigint; every other type as pg gives it. Local to our pool: Prisma's adapter has its own.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === 20 && format !== 'binary' ? BigInt : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/**
 * Statements that reach every row by a key or a narrow index are planned once a connection, whatever their values, and
 * never by reading a table: a plan that was made for a partition with ten rows is still right when it has a million.
 */
const BY_KEY = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
];
const KEY_POOL_SIZE = 8;

/** A server that takes connections and says nothing, or a pool without a free one: an error, not silence. */
const CONNECT_TIMEOUT_MS = 15_000;

// Next's bundles of pages and the worker's own build may load this module twice in one process: one set of
// connections is kept on globalThis.
const holder = globalThis as typeof globalThis & { belfryConnections?: Connections };

function connections(): Connections {
  if (!holder.belfryConnections) {
    const { DATABASE_URL: connectionString, BELFRY_DB_POOL: max } = env();
    // The next query connects anew.
    const onLost = logRarely('database connection lost');
    const options = { connectionString, max, connectionTimeoutMillis: CONNECT_TIMEOUT_MS };
    const pool = openPool({ ...options, types, application_name: 'belfry' }, onLost);
    const byKey = { max: KEY_POOL_SIZE, options: BY_KEY.map((setting) => `-c ${setting}`).join(' ') };
    const keyPool = openPool({ ...options, ...byKey, types, application_name: 'belfry-send' }, onLost);
    const prismaPool = openPool({ ...options, application_name: 'belfry-prisma' }, onLost);
    const adapter = new PrismaPg(prismaPool, { disposeExternalPool: true });
    const systemDb = new PrismaClient({ adapter });
    holder.belfryConnections = { pool, keyPool, systemDb, db: guardTenant(systemDb) };
  }
  return holder.belfryConnections;
}

/** A value that is made at its first use, so that importing this module needs no environment. */
function lazy<T extends object>(make: () => T): T {
  return new Proxy({} as T, {
    get(_target, property) {
      const real = make();
      const value: unknown = Reflect.get(real, property);
      return typeof value === 'function' ? value.bind(real) : value;
    },
  });
}

/** Prisma, refusing a query on a tenant table that does not name its tenant (tenant-guard.ts). */
export const db = lazy(() => connections().db);

/** Prisma without that net: only for what truly spans tenants (sign-in, reconciler, metrics). */
export const systemDb = lazy(() => connections().systemDb);

/** Plain Postgres for the few hot statements; int8 arrives as bigint. */
export const pool = lazy(() => connections().pool);

/** The same for the named statements of the send path, which reach their rows by key: see BY_KEY. */
export const keyPool = lazy(() => connections().keyPool);

/** The hot-path pools now; zeros before its first use. */
export function connectionCounts(): { in_use: number; idle: number; waiting: number } {
  const counts = { in_use: 0, idle: 0, waiting: 0 };
  const open = holder.belfryConnections;
  for (const { totalCount, idleCount, waitingCount } of open ? [open.pool, open.keyPool] : []) {
    counts.in_use += totalCount - idleCount;
    counts.idle += idleCount;
    counts.waiting += waitingCount;
  }
  return counts;
}

/** Ends all connections of this process. */
export async function closeDb(): Promise<void> {
  const open = holder.belfryConnections;
  delete holder.belfryConnections;
  if (open) await Promise.all([open.pool.end(), open.keyPool.end(), open.systemDb.$disconnect()]);
}

/** Nothing, in a Json column: to Prisma another thing than the `null` of JSON. */
export const NO_JSON = Prisma.DbNull;
