import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findServerUser } from '@/lib/platform/postgres-binaries';
import { CLUSTER_FOLDER, placeCluster, type ServerNote, writeNote } from '../embedded-server';
import { makeDataDir } from '../installation';
import { readLauncherNote } from '../launcher-note';
import { type BackupNote, fingerprint, KEY_FILES, readBackupNote } from './backup-note';

/**
 * Makes a data directory from a backup. Nothing is started, and nothing that exists is overwritten.
 * @param dataDir new or empty; on a failure what was put there is taken away again
 * @throws Error with the remedy.
 */
export function placeBackup(folder: string, dataDir: string): BackupNote {
  if (process.env.DATABASE_URL) {
    throw new Error(
      'DATABASE_URL is set, and this backup is one of the embedded Postgres. Restore without DATABASE_URL; for your own Postgres see docs/operate.md, "Your own Postgres".',
    );
  }
  const note = readBackupNote(folder);
  requireKeys(note, folder);
  requireEmpty(dataDir);
  makeDataDir(dataDir);
  const user = findServerUser();
  const directory = placeCluster(dataDir);
  try {
    mkdirSync(dirname(directory), { recursive: true });
    cpSync(join(folder, CLUSTER_FOLDER), directory, { recursive: true });
    execFileSync('chmod', ['-R', 'u=rwX,go=', directory]);
    if (user.uid !== undefined) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, directory]);
    for (const name of readdirSync(folder)) {
      if (name === CLUSTER_FOLDER || name === 'backup.json' || name === 'postgres.json') continue;
      cpSync(join(folder, name), join(dataDir, name));
      chmodSync(join(dataDir, name), 0o600);
    }
    const server = JSON.parse(readFileSync(join(folder, 'postgres.json'), 'utf8')) as ServerNote;
    writeNote(join(dataDir, 'postgres.json'), { ...server, directory });
  } catch (error) {
    for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true, force: true });
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
  return note;
}

function requireEmpty(dataDir: string): void {
  if (!existsSync(dataDir) || readdirSync(dataDir).length === 0) return;
  const running = readLauncherNote(dataDir);
  const state = running ? `it holds an installation that runs (process ${running.pid})` : 'it holds an installation';
  throw new Error(
    `${dataDir} is not empty: ${state}. Nothing was changed. Restore into another folder (BELFRY_DATA_DIR=.data-restored), or stop Belfry and move this one out of the way first.`,
  );
}

/** The keys of the backup, or, where they were given from outside, the same ones again. */
function requireKeys({ fingerprints }: BackupNote, folder: string): void {
  for (const [variable, file] of Object.entries(KEY_FILES)) {
    const given = process.env[variable];
    if (!given && existsSync(join(folder, file))) continue;
    if (given && fingerprint(given) === fingerprints[variable as keyof typeof KEY_FILES]) continue;
    throw new Error(
      given
        ? `${variable} is not the key that this installation had when it was backed up. Give that one${existsSync(join(folder, file)) ? ', or none: the backup has it' : ''}.`
        : `${variable} is not in the backup. Give the one that was used, as the variable (what ${file} holds, if it was generated).`,
    );
  }
}
