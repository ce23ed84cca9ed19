import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { checkEnv, env } from '@/lib/platform/env';
import { migrate } from '@/lib/platform/migrate';
import { reasonOf } from '@/lib/platform/reason-of';
import { enterProjectRoot } from './enter-project-root';
import { type Installation, openInstallation, type Role } from './installation';
import { printStep } from './print-step';

// `npm start`: database, keys, migrations, then the two roles as child processes that are watched over.

const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;

interface Supervised {
  role: Role;
  child: ChildProcess | null;
  backoffMs: number;
  startedAt: number;
}

const dev = process.argv.includes('--dev');
/** Somebody goes back to the version before: it works on the newer schema, and has nothing to apply. */
const newerDatabase = process.argv.includes('--newer-database');
const only = process.argv.includes('--web') ? 'web' : process.argv.includes('--worker') ? 'worker' : null;
const roles: Role[] = only ? [only] : ['web', 'worker'];
const supervised: Supervised[] = roles.map((role) => ({
  role,
  child: null,
  backoffMs: FIRST_BACKOFF_MS,
  startedAt: 0,
}));
let installation: Installation | undefined;
let stopping = false;

async function main(): Promise<void> {
  const root = enterProjectRoot();
  Object.assign(process.env, { NODE_ENV: dev ? 'development' : 'production' });
  // A person at a terminal reads what we print; logs proper go to whoever collects them.
  if (process.stdout.isTTY) process.env.BELFRY_LOG_LEVEL ||= 'warn';
  process.on('SIGINT', () => void stop(0));
  process.on('SIGTERM', () => void stop(0));
  process.on('SIGHUP', () => void stop(0));

  const { PORT: port, BELFRY_HOST: host } = checkEnv(process.env);
  if (roles.includes('web')) await requireFreePort(port, host);

  await printStep(process.env.DATABASE_URL ? 'Database of DATABASE_URL' : 'Embedded Postgres', async () => {
    installation = await openInstallation();
    await installation.claimRoles(roles);
    installation.keepRunning((line) => console.error(`  ${line}`));
    return installation.embedded ? `on port ${installation.embedded.port}` : 'yours';
  });
  const settings = env();
  await printStep('Migrations', async () => {
    if (newerDatabase) return 'left alone (--newer-database)';
    const applied = await migrate(settings.DATABASE_URL, root);
    return applied.length > 0 ? `${applied.length} applied` : 'nothing new';
  });
  const dataDir = installation?.dataDir ?? settings.BELFRY_DATA_DIR;
  if (roles.includes('web')) {
    const note = { pid: process.pid, port: settings.PORT, publicUrl: settings.publicUrl };
    writeFileSync(join(dataDir, 'launcher.json'), `${JSON.stringify(note)}\n`);
  }
  for (const each of supervised) start(each);
  if (!roles.includes('web')) {
    console.log('  The worker is running. Ctrl-C stops it.');
    return;
  }
  await printStep(roles.length === 2 ? 'Web and worker' : 'Web', () => waitUntilReady(settings.PORT));
  if (!stopping) await printWhatNext(settings.publicUrl, settings.DATABASE_URL, dataDir);
}

/**
 * Where memory is plenty, Node collects late, and a worker grew beyond its 300 MB without using them
 * (docs/performance.md). Also in deploy/, which starts its processes without this launcher.
 */
const NODE_FLAGS: Record<Supervised['role'], string[]> = { web: [], worker: ['--max-old-space-size=192'] };

function start(each: Supervised): void {
  const file = each.role === 'web' ? 'server' : 'worker';
  const source = each.role === 'web' ? 'server.ts' : 'workers/main.ts';
  const args = dev
    ? ['node_modules/tsx/dist/cli.mjs', 'watch', '--clear-screen=false', source, '--dev']
    : [...NODE_FLAGS[each.role], '--enable-source-maps', '--import', './dist/end-with-parent.js', `dist/${file}.js`];
  // A group of its own: Ctrl-C reaches us alone, so that children end before the database does.
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  each.child = child;
  each.startedAt = Date.now();
  child.on('error', (error) => console.error(`${each.role}: ${error.message}`));
  child.once('exit', (code, signal) => {
    each.child = null;
    if (stopping) return;
    const how = signal ? `was killed (${signal})` : `ended with ${code}`;
    if (Date.now() - each.startedAt > 60_000) each.backoffMs = FIRST_BACKOFF_MS;
    console.error(`  The ${each.role} process ${how}; it is started again in ${each.backoffMs / 1000} s.`);
    setTimeout(() => !stopping && start(each), each.backoffMs);
    each.backoffMs = Math.min(each.backoffMs * 2, LONGEST_BACKOFF_MS);
  });
}

/** Children first, then the database; a second Ctrl-C does not wait. */
async function stop(code: number): Promise<void> {
  if (stopping) {
    for (const { child } of supervised) killGroup(child, 'SIGKILL');
    return;
  }
  stopping = true;
  const children = supervised.flatMap(({ child }) => (child && child.exitCode === null ? [child] : []));
  if (children.length > 0) console.log('\n  Stopping …');
  const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of children) child.kill('SIGTERM');
  const timer = setTimeout(() => {
    for (const child of children) killGroup(child, 'SIGKILL');
  }, STOP_TIMEOUT_MS);
  await Promise.all(ended);
  clearTimeout(timer);
  await installation?.close();
  if (installation && roles.includes('web')) rmSync(join(installation.dataDir, 'launcher.json'), { force: true });
  if (children.length > 0) console.log('  Stopped. The data is kept; "npm start" goes on with it.');
  process.exit(code);
}

function killGroup(child: ChildProcess | null, signal: NodeJS.Signals): void {
  try {
    if (child?.pid) process.kill(-child.pid, signal);
  } catch {
    // Already gone.
  }
}

async function waitUntilReady(port: number): Promise<string> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let answer = '';
  while (!stopping) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/api/ready`, { signal: AbortSignal.timeout(5_000) });
      if (response.ok) return 'ready';
      answer = (await response.text()).slice(0, 300);
    } catch (error) {
      answer = reasonOf(error);
    }
    if (Date.now() > deadline) throw new Error(`The server does not become ready: ${answer}`);
    await sleep(100);
  }
  return 'stopped';
}

async function printWhatNext(publicUrl: string, databaseUrl: string, dataDir: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ exists: boolean }>('SELECT EXISTS (SELECT 1 FROM users) AS exists');
  await client.end();
  const next = rows[0]?.exists
    ? ['Sign in and go on where you left off.']
    : [
        'Open it and create the owner account; the dashboard then leads you to the first notification.',
        'To look around with simulated subscribers first: npm run belfry -- sample',
      ];
  console.log(`
  Belfry is ready:  ${publicUrl}

${next.map((line) => `  ${line}`).join('\n')}
  Data is kept in ${dataDir}. Ctrl-C stops everything.
`);
}

async function requireFreePort(port: number, host: string): Promise<void> {
  const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
  if (error?.code === 'EADDRINUSE') {
    throw new Error(
      `Port ${port} is taken. Stop what uses it, or choose another: PORT=${port + 1} npm start` +
        '\n  (a second instance needs its own data too: BELFRY_DATA_DIR=.data2)',
    );
  }
  if (error) throw new Error(`Port ${port} on ${host} cannot be used: ${error.message}. Check PORT and BELFRY_HOST.`);
}

main().catch(async (error: unknown) => {
  console.error(`\n  ${reasonOf(error)}\n`);
  await stop(1);
});
