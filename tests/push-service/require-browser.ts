import { access, constants } from 'node:fs/promises';

/** @throws Error that says the remedy when the executable cannot be run. */
export async function requireBrowser(path: string, variable: 'FIREFOX' | 'CHROMIUM'): Promise<string> {
  await access(path, constants.X_OK).catch(() => {
    throw new Error(
      `There is no browser at ${path}. Install it (Debian: apt-get install --no-install-recommends firefox-esr ` +
        `chromium libnotify4) or name another in the environment variable ${variable}.`,
    );
  });
  return path;
}
