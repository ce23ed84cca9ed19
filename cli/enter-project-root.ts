import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Makes the folder of Belfry's package.json the working directory, wherever the command was called from: built
 * (dist/*.js) and source files find prisma/, public/ and .next/ relative to it.
 */
export function enterProjectRoot(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    try {
      const { name } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as { name?: string };
      if (name !== 'belfry') continue;
      process.chdir(at);
      return at;
    } catch {
      // No package.json here; one further up.
    }
  }
  throw new Error('This file does not lie in an installation of Belfry.');
}
