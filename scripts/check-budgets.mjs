// Size budgets of what browsers load, in bytes after gzip. Needs a production build. --json <file> writes the results.
// What pages fetch by themselves once they work has budgets in tests/e2e/script-weight.e2e.ts, which a browser counts.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
const KB = 1024;
const results = [];

function judge(name, bytes, budget) {
  const passed = bytes !== null && bytes > 0 && bytes <= budget;
  results.push({ name, passed });
  const size = bytes === null ? 'missing' : `${(bytes / KB).toFixed(2)} KB`;
  console.log(`${passed ? 'ok    ' : 'FAILED'}  ${name}: ${size} of ${(budget / KB).toFixed(1)} KB`);
}

const gzipped = (file) => (existsSync(file) ? gzipSync(readFileSync(file), { level: 9 }).length : null);

judge('page script', gzipped('public/belfry.js'), 3 * KB);
judge('service worker', gzipped('public/belfry-worker.js'), 2.5 * KB);

/** Every page's manifest of client files, as the build left them. */
function listManifests(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return listManifests(path);
    return name === 'page_client-reference-manifest.js' || name.endsWith('page_client-reference-manifest.js')
      ? [path]
      : [];
  });
}

/** The scripts that the browser needs before a page works: the framework's and those of its layouts and itself. */
function firstLoadOf(manifestFile) {
  const globals = { __RSC_MANIFEST: {} };
  new Function('globalThis', readFileSync(manifestFile, 'utf8'))(globals);
  const [[page, manifest]] = Object.entries(globals.__RSC_MANIFEST);
  const build = JSON.parse(readFileSync('.next/build-manifest.json', 'utf8'));
  const files = new Set(build.rootMainFiles ?? []);
  for (const list of Object.values(manifest.entryJSFiles ?? {})) for (const file of list) files.add(file);
  // Polyfills are `nomodule`: no browser that can receive web push loads them.
  const bytes = [...files].reduce((sum, file) => sum + (gzipped(join('.next', decodeURI(file))) ?? 0), 0);
  return { page, bytes, count: files.size };
}

const pages = listManifests('.next/server/app').map(firstLoadOf);
if (pages.length === 0) judge('dashboard pages (none found: build first)', null, 200 * KB);
for (const { page, bytes } of pages.sort((a, b) => b.bytes - a.bytes)) judge(`first load of ${page}`, bytes, 200 * KB);

const jsonFile = process.argv[process.argv.indexOf('--json') + 1];
if (process.argv.includes('--json')) writeFileSync(jsonFile, JSON.stringify(results));
process.exit(results.every(({ passed }) => passed) ? 0 : 1);
