import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { CLUSTER_FOLDER } from '../embedded-server';
import type { Installation } from '../installation';
import { type BackupNote, fingerprint, KEY_FILES, NOTE_FILE, OTHER_FILES } from './backup-note';
import { copyCluster } from './copy-cluster';
import { copyFile } from './copy-file';

export interface TakenBackup {
  note: BackupNote;
  bytes: number;
  /** Variables whose keys are not in the backup: given from outside, or left out as asked. */
  keysOutside: string[];
}

/**
 * Writes a folder from which `placeBackup` makes this installation again, while it runs or while it does not.
 * @param folder new or empty; on a failure it is taken away again
 * @throws Error with the remedy.
 */
export async function takeBackup(
  { dataDir, embedded }: Installation,
  folder: string,
  { withKeys }: { withKeys: boolean },
): Promise<TakenBackup> {
  if (!embedded) {
    throw new Error(
      'The database is your own (DATABASE_URL). Back it up with its own tools, and BELFRY_MASTER_KEY and BELFRY_SECRET apart from it: docs/operate.md, "Your own Postgres".',
    );
  }
  requireNewFolder(folder, dataDir);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  try {
    const { version, bytes } = await copyCluster(embedded.url('postgres'), join(folder, CLUSTER_FOLDER));
    const keysOutside: string[] = [];
    for (const [variable, file] of Object.entries(KEY_FILES)) {
      // A file that is not the key in use would only lead astray.
      if (withKeys && readIfThere(join(dataDir, file)) === process.env[variable])
        await copyFile(join(dataDir, file), join(folder, file));
      else keysOutside.push(variable);
    }
    for (const file of OTHER_FILES) await copyFile(join(dataDir, file), join(folder, file));
    const note: BackupNote = {
      format: 1,
      madeAt: new Date().toISOString(),
      belfryVersion: (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version,
      postgresVersion: version,
      fingerprints: {
        BELFRY_MASTER_KEY: fingerprint(process.env.BELFRY_MASTER_KEY ?? ''),
        BELFRY_SECRET: fingerprint(process.env.BELFRY_SECRET ?? ''),
      },
    };
    writeFileSync(join(folder, NOTE_FILE), `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600, flush: true });
    return { note, bytes, keysOutside };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function requireNewFolder(folder: string, dataDir: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(`${folder} is not empty. Name a folder that does not exist yet, one for each backup.`);
  }
  for (let at = resolve(folder); at !== dirname(at); at = dirname(at)) {
    if (relative(at, dataDir) === '') {
      throw new Error(
        `${folder} lies inside ${dataDir} and would be lost with it. Name a folder elsewhere, best on another disk.`,
      );
    }
  }
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
