import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** How a running launcher can be reached; kept in the data directory for the command line. */
export interface LauncherNote {
  pid: number;
  port: number;
  publicUrl: string;
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
