// Builds the optional native core (native/encrypt.c) for this very Node, when there is a C compiler and Node's headers.
// Where one is missing, or anything fails, JavaScript does the work: nothing here may stop set-up.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'native', 'encrypt.c');
const folder = join(root, 'native', 'build');
/** The name that lib/delivery/native-core.ts looks for. */
const file = join(folder, `encrypt-${process.platform}-${process.arch}-node${process.versions.node}.node`);
const FLAGS = ['-O2', '-fPIC', '-shared', '-fvisibility=hidden', '-fstack-protector-strong', '-Wall', '-Wextra'];
const LINK_FLAGS = {
  // What OpenSSL lacks shows when it is loaded, not when it is called.
  linux: ['-Wl,-z,now', '-Wl,-z,relro'],
  darwin: ['-undefined', 'dynamic_lookup'],
};
const TIMEOUT_MS = 60_000;

/** Node's headers, of this version; OpenSSL's lie among them, or in the system where Node uses the system's. */
export function findHeaders() {
  const folders = [
    join(dirname(process.execPath), '..', 'include', 'node'),
    '/usr/include/node',
    join(homedir(), '.cache', 'node-gyp', process.versions.node, 'include', 'node'),
    join(homedir(), 'Library', 'Caches', 'node-gyp', process.versions.node, 'include', 'node'),
  ];
  return folders.find((path) => existsSync(join(path, 'node_api.h')) && isOfThisNode(join(path, 'node_version.h')));
}

function isOfThisNode(path) {
  if (!existsSync(path)) return false;
  const text = readFileSync(path, 'utf8');
  const number = (name) => new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(text)?.[1];
  return [number('MAJOR'), number('MINOR'), number('PATCH')].join('.') === process.versions.node;
}

/** The command that `CC` names, or the first of the usual ones. */
export function findCompiler() {
  const names = process.env.CC ? [process.env.CC] : ['cc', 'gcc', 'clang'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names.find((name) => existsSync(name) || folders.some((path) => existsSync(join(path, name))));
}

/**
 * Compiles the core.
 * @param {{ output: string, extraFlags?: string[] }} options
 * @returns {string | null} null when it is built, else why not, in one line
 */
export function compileNative({ output, extraFlags = [] }) {
  const linkFlags = LINK_FLAGS[process.platform];
  if (!linkFlags) return `no build for ${process.platform}`;
  const compiler = findCompiler();
  if (!compiler) return 'no C compiler';
  const headers = findHeaders();
  if (!headers) return `no headers of Node ${process.versions.node}`;
  mkdirSync(dirname(output), { recursive: true });
  const args = [...FLAGS, ...linkFlags, ...extraFlags, '-isystem', headers, '-o', output, source];
  const { status, error, stderr } = spawnSync(compiler, args, { encoding: 'utf8', timeout: TIMEOUT_MS });
  if (status === 0) return null;
  const line = stderr?.split('\n').find((text) => /error/.test(text));
  return `${compiler} failed: ${error?.message ?? line ?? `exit code ${status}`}`;
}

/** Loads the addon in a process of its own, so that one that does not fit ends that one and not set-up. */
function canBeLoaded(path) {
  const script =
    'const m = { exports: {} }; process.dlopen(m, process.argv[1], require("os").constants.dlopen.RTLD_NOW); process.exit(typeof m.exports.encrypt === "function" && m.exports.encrypt() === 2 ? 0 : 1)';
  return spawnSync(process.execPath, ['-e', script, path], { timeout: TIMEOUT_MS, stdio: 'ignore' }).status === 0;
}

/**
 * Builds it unless this source was built, or tried, for this Node already.
 * @returns {string | null} one line for the operator; null when there is nothing to say
 */
export function buildNative() {
  if (process.env.BELFRY_NATIVE === 'off') return null;
  const noteFile = `${file}.json`;
  const compiler = findCompiler() ?? '';
  const stamp = createHash('sha256')
    .update(readFileSync(source))
    .update(JSON.stringify([FLAGS, LINK_FLAGS, compiler, findHeaders() ?? '', process.versions.openssl]))
    .digest('hex');
  try {
    const note = JSON.parse(readFileSync(noteFile, 'utf8'));
    if (note.stamp === stamp && (note.problem !== null || existsSync(file))) return null;
  } catch {
    // Not built yet.
  }
  const temporary = `${file}.${process.pid}`;
  let problem = compileNative({ output: temporary });
  if (problem === null && !canBeLoaded(temporary)) problem = 'the build does not load into this Node';
  // A new file under the old name: a process that has loaded the old one keeps it.
  if (problem === null) renameSync(temporary, file);
  else for (const path of [temporary, file]) rmSync(path, { force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(noteFile, JSON.stringify({ stamp, problem }));
  return problem === null
    ? 'Native encryption: built'
    : `Native encryption is left out (${problem}); JavaScript does it, at about twice the processor time`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(buildNative() ?? 'Nothing to do.');
