import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findServerUser, placeDataDirectory } from '@/lib/platform/postgres-binaries';
import { findFreePort, type PostgresServer, readPostmaster, startPostgres } from '@/lib/platform/postgres-server';

const DATABASE = 'belfry';
/** Held shared by everyone who uses the embedded server, so that nobody stops it under another's feet. */
const USERS_LOCK = 728_041_002;
/** Held by the launcher of each role: one web and one worker per data directory. */
const ROLE_LOCKS = { web: 728_041_003, worker: 728_041_004 } as const;
const LAST_USER_WAIT_MS = 5_000;

export type Role = keyof typeof ROLE_LOCKS;

/** How a running launcher can be reached; kept in the data directory for the command line. */
export interface LauncherNote {
  pid: number;
  port: number;
  publicUrl: string;
}

export interface Installation {
  dataDir: string;
  /** Null: the database is the one of DATABASE_URL. */
  embedded: PostgresServer | null;
  /** @throws Error when another launcher runs one of these roles on the same data directory. */
  claimRoles(roles: Role[]): Promise<void>;
  /** Stops the embedded server when nobody else uses it. */
  close(): Promise<void>;
}

interface ServerNote {
  port: number;
  password: string;
  directory: string;
}

/**
 * Opens this machine's installation: data directory, keys and, unless DATABASE_URL is set, the embedded Postgres,
 * started when it does not run. Fills process.env, which lib/platform/env.ts reads afterwards.
 * @throws Error with the remedy when the directory cannot be written or Postgres does not start.
 */
export async function openInstallation(): Promise<Installation> {
  const dataDir = resolve(process.env.BELFRY_DATA_DIR || '.data');
  makeDataDir(dataDir);
  process.env.BELFRY_DATA_DIR = dataDir;
  process.env.BELFRY_MASTER_KEY ||= keep(join(dataDir, 'master.key'), () => randomBytes(32).toString('base64url'));
  process.env.BELFRY_SECRET ||= keep(join(dataDir, 'secret.key'), () => randomBytes(32).toString('base64url'));
  // Kept, because the addresses of simulated subscribers name it.
  process.env.BELFRY_SIMULATOR_PORT ||= await keepSimulatorPort(join(dataDir, 'simulator.port'));
  if (process.env.DATABASE_URL) {
    return { dataDir, embedded: null, claimRoles: async () => undefined, close: async () => undefined };
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await openEmbedded(dataDir);
    } catch (error) {
      // Between our look and our lock, its last user may have stopped the server.
      if (attempt === 3) throw error;
      await sleep(500);
    }
  }
}

/** What the launcher wrote, when it still runs. */
export function readLauncherNote(dataDir = resolve(process.env.BELFRY_DATA_DIR || '.data')): LauncherNote | null {
  try {
    const note = JSON.parse(readFileSync(join(dataDir, 'launcher.json'), 'utf8')) as LauncherNote;
    process.kill(note.pid, 0);
    return note;
  } catch {
    return null;
  }
}

async function openEmbedded(dataDir: string): Promise<Installation> {
  const file = join(dataDir, 'postgres.json');
  const user = findServerUser();
  const note = JSON.parse(
    keep(file, () => {
      const directory = placeDataDirectory(join(dataDir, 'postgres'), user);
      return JSON.stringify({ port: 0, password: randomBytes(24).toString('base64url'), directory });
    }),
  ) as ServerNote;
  // The port of last time, so that what was configured against it keeps working; another one when it is taken.
  const port = readPostmaster(note.directory)?.port ?? (await findFreePort(note.port));
  const server = await startPostgres({
    dataDir: note.directory,
    port,
    password: note.password,
    logFile: join(dataDir, 'postgres.log'),
  });
  if (server.port !== note.port) writeSecret(file, JSON.stringify({ ...note, port: server.port }));
  const lock = await connectAndLock(server.url('postgres'));
  process.env.DATABASE_URL = server.url(DATABASE);
  return {
    dataDir,
    embedded: server,
    claimRoles: async (roles) => {
      for (const role of roles) {
        if (!(await tryLock(lock, 'pg_try_advisory_lock', ROLE_LOCKS[role]))) {
          const running = readLauncherNote(dataDir);
          const where = running ? ` (process ${running.pid}, ${running.publicUrl})` : '';
          throw new Error(
            `Belfry runs already on ${dataDir}${where}. Stop it, or give this one its own BELFRY_DATA_DIR and PORT.`,
          );
        }
      }
    },
    close: () => leave(lock, server),
  };
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

function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    // The server that root starts runs as another user and must get through; every secret inside is 0600.
    chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The data directory ${dataDir} cannot be used (${reason}). Set BELFRY_DATA_DIR to one that can.`);
  }
}

/** The file's content; made at the first time. Two who start together agree on one: creation is exclusive. */
function keep(file: string, make: () => string): string {
  if (!existsSync(file)) {
    try {
      writeFileSync(file, `${make()}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return readFileSync(file, 'utf8').trim();
}

async function keepSimulatorPort(file: string): Promise<string> {
  const port = existsSync(file) ? 0 : await findFreePort();
  return keep(file, () => String(port));
}

function writeSecret(file: string, content: string): void {
  writeFileSync(file, `${content}\n`, { mode: 0o600 });
}
