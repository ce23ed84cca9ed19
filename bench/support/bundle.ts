import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles one process of the product, or of a benchmark, as the production build does; tsx would cost at its start.
 * @param entry path from the project's root, e.g. `workers/main.ts`
 * @returns path of the bundle, which is gone with this process
 */
export async function bundle(entry: string): Promise<string> {
  const root = resolve(import.meta.dirname, '../..');
  // Under node_modules, so that the packages left outside are found.
  const outdir = mkdtempSync(join(root, 'node_modules/.belfry-bench-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  const name = 'process';
  await build({
    entryPoints: { [name]: join(root, entry) },
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    alias: { '@': root },
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });
  return join(outdir, `${name}.mjs`);
}
