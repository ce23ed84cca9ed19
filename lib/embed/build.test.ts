import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'oxc-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const script = resolve(import.meta.dirname, '../../scripts/build-embed.mjs');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'belfry-build-'));
  await run(process.execPath, [script, '--out', folder]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (name: string) => readFile(join(folder, name), 'utf8');
const gzipped = async (name: string) => gzipSync(await read(name), { level: 9 }).length;

describe('the built embed', () => {
  it('is five files within the budgets of the product', async () => {
    expect((await readdir(folder)).sort()).toEqual([
      'belfry-check.js',
      'belfry-pages.js',
      'belfry-prompt.js',
      'belfry-worker.js',
      'belfry.js',
    ]);
    expect(await gzipped('belfry.js')).toBeLessThanOrEqual(3_072);
    expect(await gzipped('belfry-worker.js')).toBeLessThanOrEqual(2_560);
  });

  it.each(['belfry.js', 'belfry-worker.js'])('%s is a classic script that imports nothing up front', async (name) => {
    const { errors, module } = parseSync(name, await read(name), { sourceType: 'script' });
    expect(errors).toEqual([]);
    expect(module.staticImports).toEqual([]);
    expect(module.staticExports).toEqual([]);
  });

  it.each(['belfry.js', 'belfry-worker.js', 'belfry-prompt.js', 'belfry-pages.js', 'belfry-check.js'])(
    '%s does nothing that a Content-Security-Policy forbids, and uses no cookie',
    async (name) => {
      expect(await read(name)).not.toMatch(
        /\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|setAttribute\("style|\.cookie|localStorage|sessionStorage/,
      );
    },
  );

  it('fails when a file is over its budget, naming it', async () => {
    const failure = await run(process.execPath, [script, '--out', folder, '--budget', '1200']).then(
      () => null,
      (error: { code: number; stderr: string }) => error,
    );
    expect(failure?.code).toBe(1);
    expect(failure?.stderr).toContain('belfry.js is');
  });
});
