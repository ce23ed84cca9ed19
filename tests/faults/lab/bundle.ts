import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../../e2e/ensure-build';

/** The processes, bundled as scripts/build.mjs bundles them: made in less than a second, and started in one. */
export async function bundleProcesses(folder: string): Promise<void> {
  await build({
    entryPoints: { worker: join(ROOT, 'workers/main.ts'), web: join(ROOT, 'tests/support/front-door.ts') },
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
