import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
 * with BELFRY_BENCH_DIR in that folder, where a second run finds what the first one seeded.
 */
export async function startBenchDatabase(): Promise<BenchDatabase> {
  const kept = process.env.BELFRY_BENCH_DIR;
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'belfry-bench-'));
  mkdirSync(folder, { recursive: true });
  await chmod(folder, 0o711); // As root the server runs as another user, who must get through.
  const server = await startPostgres({
    dataDir: join(folder, 'postgres'),
    port: await findFreePort(),
    password: 'bench',
    logFile: join(folder, 'postgres.log'),
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
  return {
    folder,
    server,
    env,
    async close() {
      await server.stop();
      if (!kept) rmSync(folder, { recursive: true, force: true });
    },
  };
}
