// The production build: the embed's files, Next's pages, and one bundle per process for Node.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };

function run(title, args) {
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
  if (status !== 0) {
    console.error(`${title} failed.`);
    process.exit(status ?? 1);
  }
  console.log(`${title}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

if (existsSync('scripts/build-embed.mjs')) run('Embed', ['scripts/build-embed.mjs']);
const { build } = await import('esbuild');
const startedAt = performance.now();
rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: {
    server: 'server.ts',
    start: 'cli/start.ts',
    belfry: 'cli/main.ts',
    'end-with-parent': 'cli/end-with-parent.ts',
    demo: 'cli/demo.ts',
    ...(existsSync('workers/main.ts') && { worker: 'workers/main.ts' }),
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  alias: { '@': root },
  sourcemap: true,
  logLevel: 'warning',
}).catch(() => process.exit(1)); // esbuild has said what is wrong.
console.log(`Processes: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);

run('Pages', ['node_modules/next/dist/bin/next', 'build']);
