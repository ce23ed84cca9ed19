import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

/** What the production build is made from; tests and docs change nothing in it. */
const SOURCES = ['app', 'cli', 'components', 'lib', 'prisma', 'public', 'scripts', 'workers'];
const SOURCE_FILES = ['server.ts', 'proxy.ts', 'next.config.ts', 'package-lock.json'];
const BUILT = ['dist/start.js', 'dist/server.js', 'dist/worker.js', 'dist/belfry.js', '.next/BUILD_ID'];

/**
 * Makes the production build when there is none or a source is newer than it: a test of yesterday's build proves
 * nothing. BELFRY_E2E_BUILD=keep takes whatever build is there.
 * @throws Error with the build's output when it fails.
 */
export async function ensureBuild(): Promise<void> {
  const builtAt = await timeOfBuild();
  if (builtAt > 0 && (process.env.BELFRY_E2E_BUILD === 'keep' || builtAt >= (await newestSource()))) return;
  process.stderr.write('Building for the end-to-end tests …\n');
  const child = spawn(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text));
  const code = await new Promise((ended) => child.once('close', ended));
  if (code !== 0) throw new Error(`The build failed:\n${output}`);
}

/** When the oldest part of the build was made; 0 when one is missing. */
async function timeOfBuild(): Promise<number> {
  if (!BUILT.every((file) => existsSync(join(ROOT, file)))) return 0;
  const times = await Promise.all(BUILT.map(async (file) => (await stat(join(ROOT, file))).mtimeMs));
  return Math.min(...times);
}

async function newestSource(): Promise<number> {
  let newest = 0;
  for (const file of SOURCE_FILES) newest = Math.max(newest, (await stat(join(ROOT, file))).mtimeMs);
  for (const folder of SOURCES) {
    for (const entry of await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      // Written by the build itself, or not part of it.
      if (!entry.isFile() || /\.(test|e2e)\.tsx?$/.test(entry.name) || /^belfry(-\w+)?\.js$/.test(entry.name)) continue;
      if (entry.parentPath.includes('generated')) continue;
      newest = Math.max(newest, (await stat(join(entry.parentPath, entry.name))).mtimeMs);
    }
  }
  return newest;
}
