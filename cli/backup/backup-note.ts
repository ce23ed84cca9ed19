import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const BackupNote = z.object({
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  belfryVersion: z.string(),
  postgresVersion: z.string(),
  /** Of the two keys, so that a restore can tell whether it is given the right ones. Neither can be found by it. */
  fingerprints: z.object({ BELFRY_MASTER_KEY: z.string(), BELFRY_SECRET: z.string() }),
});
export type BackupNote = z.infer<typeof BackupNote>;

/** The two keys: the variable each is given by, and the file it is kept in when it was generated. */
export const KEY_FILES = { BELFRY_MASTER_KEY: 'master.key', BELFRY_SECRET: 'secret.key' } as const;
/** What else of the data directory belongs to an installation, beside keys and cluster. */
export const OTHER_FILES = ['postgres.json', 'simulator.port'] as const;
/** Written last: a backup without it was interrupted. */
export const NOTE_FILE = 'backup.json';

/** Keys have 256 random bits, so that nothing is learned from their hash. */
export function fingerprint(key: string): string {
  return createHash('sha256').update('belfry-key-fingerprint\0').update(key).digest('hex').slice(0, 32);
}

/** @throws Error when the folder holds no finished backup, or one of a version to come. */
export function readBackupNote(folder: string): BackupNote {
  let text: string;
  try {
    text = readFileSync(join(folder, NOTE_FILE), 'utf8');
  } catch {
    throw new Error(
      `${folder} holds no finished backup: there is no ${NOTE_FILE} in it, which is written last. Name the folder that "belfry backup" was given.`,
    );
  }
  try {
    return BackupNote.parse(JSON.parse(text));
  } catch {
    throw new Error(
      `${join(folder, NOTE_FILE)} cannot be read by this version of Belfry. Restore with the version that made the backup, or a newer one.`,
    );
  }
}
