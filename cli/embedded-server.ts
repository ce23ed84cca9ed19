import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findServerUser, placeDataDirectory } from '@/lib/platform/postgres-binaries';
import { findFreePort, type PostgresServer, readPostmaster, startPostgres } from '@/lib/platform/postgres-server';
import { reasonOf } from '@/lib/platform/reason-of';
import type { Installation, Role } from './installation';
import { keepFile } from './keep-file';
import { readLauncherNote } from './launcher-note';

const DATABASE = 'belfry';
export const CLUSTER_FOLDER = 'postgres';
/** Held shared by everyone who uses the embedded server, so that nobody stops it under another's feet. */
const USERS_LOCK = 728_041_002;
/** Held by the launcher of each role: one web and one worker per data directory. */
const ROLE_LOCKS: Record<Role, number> = { web: 728_041_003, worker: 728_041_004 };
const LAST_USER_WAIT_MS = 5_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Kept as `postgres.json` in the data directory. */
export interface ServerNote {
  port: number;
  password: string;
  /** Where the cluster lies: inside the data directory, or where root's server user can reach it. */
  directory: string;
}

/**
 * Starts the embedded server of this data directory, or takes over the one that runs, and fills DATABASE_URL.
 * @throws Error with the remedy when it does not start.
 */
export async function openEmbedded(dataDir: string): Promise<Installation> {
  const file = join(dataDir, 'postgres.json');
  const note = readNote(dataDir, file);
  const start = (port: number) => {
    const { directory, password } = note;
    return startPostgres({ dataDir: directory, port, password, logFile: join(dataDir, 'postgres.log') });
  };
  // The port of last time, so that what was configured against it keeps working; another one when it is taken.
  const port = readPostmaster(note.directory)?.port ?? (await findFreePort(note.port));
  let server = await start(port);
  writeNote(file, { ...note, port: server.port });
  let lock = await connectAndLock(server.url('postgres'));
  process.env.DATABASE_URL = server.url(DATABASE);

  let claimed: Role[] = [];
  let closing = false;
  let revival: Promise<void> | undefined;
  const watch = (say: (line: string) => void) => {
    lock.once('end', () => {
      if (!closing) revival = revive(say).finally(() => (revival = undefined));
    });
  };
  /** At the same port, which web and worker know; they connect again by themselves. */
  async function revive(say: (line: string) => void): Promise<void> {
    say('The embedded Postgres ended or was killed; it is started again. What was committed is kept.');
    for (let pauseMs = FIRST_PAUSE_MS; !closing; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      await sleep(pauseMs);
      if (closing) return;
      try {
        server = await start(server.port);
        lock = await connectAndLock(server.url('postgres'));
        for (const role of claimed) await tryLock(lock, 'pg_try_advisory_lock', ROLE_LOCKS[role]);
        watch(say);
        say('The embedded Postgres is up again; web and worker go on.');
        return;
      } catch (error) {
        say(`The embedded Postgres does not start: ${reasonOf(error)}\n  It is tried again.`);
      }
    }
  }

  return {
    dataDir,
    get embedded() {
      return server;
    },
    claimRoles: async (roles) => {
      for (const role of roles) {
        if (!(await tryLock(lock, 'pg_try_advisory_lock', ROLE_LOCKS[role]))) throw runsAlready(dataDir);
      }
      claimed = roles;
    },
    keepRunning: watch,
    close: async () => {
      closing = true;
      await revival;
      await leave(lock, server);
    },
  };
}

function readNote(dataDir: string, file: string): ServerNote {
  const beside = join(dataDir, CLUSTER_FOLDER);
  const note = JSON.parse(
    keepFile(file, () => {
      const password = randomBytes(24).toString('base64url');
      return JSON.stringify({ port: 0, password, directory: placeCluster(dataDir) });
    }),
  ) as ServerNote;
  // A data directory that was moved or copied brings its database along: the note names the place of before, where
  // another installation may be at work.
  if (existsSync(join(beside, 'PG_VERSION'))) return { ...note, directory: beside };
  return note;
}

/** Where a new cluster of this data directory goes. */
export function placeCluster(dataDir: string): string {
  const beside = join(dataDir, CLUSTER_FOLDER);
  const place = placeDataDirectory(beside, findServerUser());
  // Outside, the database of a data directory that was moved out of the way may still lie at this name.
  return place !== beside && existsSync(place) ? `${place}-${Date.now()}` : place;
}

/** Rewritten only when it changed: others may be reading it. */
export function writeNote(file: string, note: ServerNote): void {
  const content = JSON.stringify(note);
  if (keepFile(file, () => content) !== content) writeFileSync(file, `${content}\n`, { mode: 0o600 });
}

function runsAlready(dataDir: string): Error {
  const running = readLauncherNote(dataDir);
  const where = running ? ` (process ${running.pid}, ${running.publicUrl})` : '';
  return new Error(
    `Belfry runs already on ${dataDir}${where}. Stop it, or give this one its own BELFRY_DATA_DIR and PORT.`,
  );
}

async function connectAndLock(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'belfry-installation' });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('SELECT pg_advisory_lock_shared($1)', [USERS_LOCK]);
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
  if (rowCount === 0) {
    await client.query(`CREATE DATABASE ${DATABASE} TEMPLATE template0`).catch((error: { code?: string }) => {
      // Made meanwhile by another that started at the same time.
      if (error.code !== '42P04' && error.code !== '23505') throw error;
    });
  }
  return client;
}

/** The last one out switches off the light. */
async function leave(lock: pg.Client, server: PostgresServer): Promise<void> {
  try {
    await lock.query('SELECT pg_advisory_unlock_all()');
    const deadline = Date.now() + LAST_USER_WAIT_MS;
    let last = await tryLock(lock, 'pg_try_advisory_lock', USERS_LOCK);
    const isLauncher = readLauncherNote()?.pid === process.pid;
    while (!last && isLauncher && Date.now() < deadline) {
      await sleep(100);
      last = await tryLock(lock, 'pg_try_advisory_lock', USERS_LOCK);
    }
    if (last) await server.stop();
  } catch {
    // The server is gone already.
  } finally {
    await lock.end().catch(() => undefined);
  }
}

async function tryLock(client: pg.Client, fn: 'pg_try_advisory_lock', key: number): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(`SELECT ${fn}($1) AS held`, [key]);
  return rows[0]?.held === true;
}
