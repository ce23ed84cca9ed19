import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '@/lib/platform/migrate';
import { findFreePort, type PostgresServer, startPostgres } from '@/lib/platform/postgres-server';

export interface BenchDatabase {
  folder: string;
  server: PostgresServer;
  /** What processes of the product need in their environment; already set in this one. */
  env: Record<string, string>;
  /** Stops the server; the data stay when they lie in BELFRY_BENCH_DIR. */
  close(): Promise<void>;
}

/**
 * A real Postgres with the settings of the embedded one, migrated, and an environment for it. In a temporary folder;
 * with BELFRY_BENCH_DIR in that folder, where a second run finds what the first one seeded. With BELFRY_BENCH_STATEMENTS=1 the costliest statements are
 * written to standard error at the end.
 */
export async function startBenchDatabase(): Promise<BenchDatabase> {
  const kept = process.env.BELFRY_BENCH_DIR;
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'belfry-bench-'));
  mkdirSync(folder, { recursive: true });
  await chmod(folder, 0o711); // As root the server runs as another user, who must get through.
  const isCounting = process.env.BELFRY_BENCH_STATEMENTS === '1';
  const server = await startPostgres({
    dataDir: join(folder, 'postgres'),
    port: await findFreePort(),
    password: 'bench',
    logFile: join(folder, 'postgres.log'),
    settings: isCounting
      ? { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_planning': 'on' }
      : {},
  });
  const env: Record<string, string> = {
    NODE_ENV: 'production',
    DATABASE_URL: server.url('postgres'),
    BELFRY_DATA_DIR: folder,
    BELFRY_MASTER_KEY: 'A'.repeat(43),
    BELFRY_SECRET: 'b'.repeat(43),
    BELFRY_LOG_LEVEL: 'warn',
  };
  Object.assign(process.env, env);
  await migrate(env.DATABASE_URL ?? '');
  if (isCounting) await query(env.DATABASE_URL ?? '', 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  return {
    folder,
    server,
    env,
    async close() {
      if (isCounting) process.stderr.write(await costliest(env.DATABASE_URL ?? ''));
      await server.stop();
      if (!kept) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function costliest(url: string): Promise<string> {
  const rows = await query(
    url,
    `SELECT total_exec_time::int AS ms, total_plan_time::int AS planning, calls::int, rows::int, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) AS query
     FROM pg_stat_statements ORDER BY total_exec_time + total_plan_time DESC LIMIT 25`,
  );
  return rows
    .map(
      ({ ms, planning, calls, rows: count, query: text }) =>
        `${ms} ms  + ${planning} ms planning  ${calls} ×  ${count} rows  ${text}\n`,
    )
    .join('');
}
