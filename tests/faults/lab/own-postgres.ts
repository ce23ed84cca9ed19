import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '@/lib/platform/migrate';
import { findFreePort, type PostgresServer, startPostgres } from '@/lib/platform/postgres-server';
import { sleep } from './lab';

/** A server of the test's own, with the settings of production: what it has acknowledged must survive. */
export interface OwnPostgres {
  url: string;
  /** kill -9 of the server and of all its processes at once. */
  kill(): Promise<void>;
  /** Starts it again on the same port; does nothing while it runs. */
  restart(): Promise<void>;
  isAlive(): boolean;
  close(): Promise<void>;
}

export async function startOwnPostgres(
  settings: Record<string, string> = {},
  parentFolder = tmpdir(),
): Promise<OwnPostgres> {
  const folder = mkdtempSync(join(parentFolder, 'belfry-faults-'));
  await chmod(folder, 0o711); // As root the server runs as another user, who must get through.
  const options = {
    dataDir: join(folder, 'postgres'),
    port: await findFreePort(),
    password: 'test',
    settings,
    logFile: join(folder, 'postgres.log'),
  };
  let server: PostgresServer = await startPostgres(options);
  const admin = new pg.Client({ connectionString: server.url('postgres') });
  await admin.connect();
  await admin.query('CREATE DATABASE belfry TEMPLATE template0');
  await admin.end();
  const url = server.url('belfry');
  await migrate(url);
  const isAlive = () => processExists(server.pid);
  return {
    url,
    isAlive,
    async kill() {
      const pids = [server.pid, ...childrenOf(server.pid)];
      for (const pid of pids) killProcess(pid);
      for (let wait = 0; pids.some(processExists) && wait < 400; wait++) await sleep(25);
    },
    async restart() {
      for (let attempt = 1; !isAlive(); attempt++) {
        try {
          server = await startPostgres(options);
        } catch (error) {
          // The kernel may take a moment to release what the dead processes shared.
          if (attempt === 10) throw error;
          await sleep(300);
        }
      }
    },
    async close() {
      if (isAlive()) await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        // pid (name) state ppid; a name may hold spaces and brackets.
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false;
      }
    })
    .map(Number);
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

/** A zombie is gone too: whoever started it has just not asked yet. */
function processExists(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch {
    return false;
  }
}
