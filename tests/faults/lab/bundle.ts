import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../../e2e/ensure-build';

/** The worker, bundled as scripts/build.mjs bundles it: made in less than a second, and started in one. */
export async function bundleWorker(folder: string): Promise<void> {
  await build({
    entryPoints: { worker: join(ROOT, 'workers/main.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    alias: { '@': ROOT },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
