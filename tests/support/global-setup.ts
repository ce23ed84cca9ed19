import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/lib/platform/migrate';
import { findFreePort, readPostmaster, startPostgres } from '@/lib/platform/postgres-server';

const PREFIX = 'belfry-test-';

/** Starts one Postgres for all test files, in a temporary directory, and migrates the database they clone. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  sweep();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, 'owner.pid'), String(process.pid));
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

/** Ends the servers of runs that were killed before they could do so themselves. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), name);
    try {
      if (isAlive(Number(readFileSync(join(folder, 'owner.pid'), 'utf8')))) continue;
      const postmaster = readPostmaster(join(folder, 'postgres'));
      if (postmaster && isAlive(postmaster.pid)) process.kill(postmaster.pid, 'SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Not ours to judge: no owner noted, or another user's.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
