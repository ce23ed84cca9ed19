import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/lib/platform/migrate';
import { findFreePort, startPostgres } from '@/lib/platform/postgres-server';

/** Starts one Postgres for all test files, in a temporary directory, and migrates the database they clone. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-test-'));
  await chmod(folder, 0o711); // As root the server runs as another user, who must get through.
  const server = await startPostgres({
    dataDir: join(folder, 'postgres'),
    port: await findFreePort(),
    password: 'test',
    // Nothing here has to survive a crash of the machine.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
    logFile: join(folder, 'postgres.log'),
  });
  const template = 'belfry_template';
  const adminUrl = server.url('postgres');
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${template} TEMPLATE template0`);
  await admin.end();
  await migrate(server.url(template));
  project.provide('testServer', { adminUrl, template });
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
