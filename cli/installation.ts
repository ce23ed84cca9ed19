import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort, type PostgresServer } from '@/lib/platform/postgres-server';
import { openEmbedded } from './embedded-server';
import { keepFile } from './keep-file';

export type Role = 'web' | 'worker';

export interface Installation {
  dataDir: string;
  /** Null: the database is the one of DATABASE_URL. */
  embedded: PostgresServer | null;
  /** @throws Error when another launcher runs one of these roles on the same data directory. */
  claimRoles(roles: Role[]): Promise<void>;
  /** From now on an embedded server that ends, or was killed, is started again; `say` tells a person of it. */
  keepRunning(say: (line: string) => void): void;
  /** Stops the embedded server when nobody else uses it. */
  close(): Promise<void>;
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
  process.env.BELFRY_MASTER_KEY ||= keepFile(join(dataDir, 'master.key'), () => randomBytes(32).toString('base64url'));
  process.env.BELFRY_SECRET ||= keepFile(join(dataDir, 'secret.key'), () => randomBytes(32).toString('base64url'));
  // Kept, because the addresses of simulated subscribers name it.
  process.env.BELFRY_SIMULATOR_PORT ||= await keepSimulatorPort(join(dataDir, 'simulator.port'));
  if (process.env.DATABASE_URL) {
    const nothing = async () => undefined;
    return { dataDir, embedded: null, claimRoles: nothing, keepRunning: () => undefined, close: nothing };
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

export function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    // The server that root starts runs as another user and must get through; every secret inside is 0600.
    chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The data directory ${dataDir} cannot be used (${reason}). Set BELFRY_DATA_DIR to one that can.`);
  }
}

async function keepSimulatorPort(file: string): Promise<string> {
  const port = existsSync(file) ? 0 : await findFreePort();
  return keepFile(file, () => String(port));
}
