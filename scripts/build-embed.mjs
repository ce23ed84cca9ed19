// Builds the files that customers' pages load, from lib/embed into public/, and fails over the size budget.
// node scripts/build-embed.mjs [--out folder] [--quiet] [--budget bytes-for-every-file]
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Budgets in bytes, gzip (product.md A1); the modules are loaded on demand only. */
const FILES = [
  { entry: 'lib/embed/page/main.ts', name: 'belfry.js', budget: 3_072 },
  { entry: 'lib/embed/worker/main.ts', name: 'belfry-worker.js', budget: 2_560 },
  { entry: 'lib/embed/prompt/main.ts', name: 'belfry-prompt.js', budget: 1_536, isModule: true },
  { entry: 'lib/embed/pages/watch-pages.ts', name: 'belfry-pages.js', budget: 768, isModule: true },
  { entry: 'lib/embed/check/run-check.ts', name: 'belfry-check.js', budget: 8_192, isModule: true },
];

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: { out: { type: 'string' }, quiet: { type: 'boolean' }, budget: { type: 'string' } },
});
const folder = values.out ?? join(root, 'public');
await mkdir(folder, { recursive: true });

const over = [];
for (const { entry, name, isModule, budget: own } of FILES) {
  const budget = Number(values.budget ?? own);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(folder, name),
    bundle: true,
    format: isModule ? 'esm' : 'iife',
    minify: true,
    // Safari 16 is the first with web push; Firefox 96 the first with Web Locks.
    target: ['chrome92', 'firefox96', 'safari16'],
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    logLevel: 'error',
  });
  const file = outputFiles[0];
  await writeFile(file.path, file.contents);
  const gzip = gzipSync(file.contents, { level: 9 }).length;
  const brotli = brotliCompressSync(file.contents).length;
  if (!values.quiet) {
    console.log(`${name.padEnd(17)} ${file.contents.length} B, gzip ${gzip} of ${budget}, brotli ${brotli}`);
  }
  if (gzip > budget) over.push(`${name} is ${gzip - budget} bytes over its ${budget}`);
}
if (over.length > 0) {
  console.error(`Over the size budget: ${over.join('; ')}`);
  process.exitCode = 1;
}
