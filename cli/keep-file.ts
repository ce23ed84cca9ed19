import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** The file's content; made at the first time. Two who start together agree on one: creation is exclusive. */
export function keepFile(file: string, make: () => string): string {
  if (!existsSync(file)) {
    try {
      writeFileSync(file, `${make()}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return readFileSync(file, 'utf8').trim();
}
