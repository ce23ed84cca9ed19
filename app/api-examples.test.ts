import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { curlExample, typescriptExample } from './api-examples';
import { describeSchema, GROUPS, OPERATIONS } from './api-reference';

const place = { baseUrl: 'https://push.example.com', siteId: 'site_00t5kj3bq0003' };
const folder = mkdtempSync(join(tmpdir(), 'belfry-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the reference', () => {
  it('shows every operation once', () => {
    const shown = GROUPS.flatMap(({ operations }) => operations.map(({ operationId }) => operationId));
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.length).toBe(OPERATIONS.length);
    expect(OPERATIONS.length).toBeGreaterThan(45);
  });

  it('shows fields or shapes of every body', () => {
    for (const { operationId, requestBody } of OPERATIONS) {
      const schema = requestBody?.content['application/json']?.schema;
      if (!schema) continue;
      const { fields, choices } = describeSchema(schema);
      expect(fields.length + choices.length, operationId).toBeGreaterThan(0);
    }
  });

  it('has TypeScript that the compiler takes', () => {
    for (const operation of OPERATIONS) {
      writeFileSync(join(folder, `${operation.operationId}.ts`), typescriptExample(operation, place));
    }
    const compilerOptions = {
      ...{ strict: true, noEmit: true, target: 'es2023', module: 'esnext', moduleResolution: 'bundler' },
      ...{ types: ['node'], typeRoots: [resolve('node_modules/@types')], skipLibCheck: true },
      paths: { '@belfry/client': [resolve('clients/typescript/src/index.ts')] },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  }, 60_000);

  it('has commands that a shell takes', () => {
    for (const operation of OPERATIONS) {
      const command = curlExample(operation, place);
      // The shell's own words, as curl would get them.
      const script = `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; }\nuuidgen() { echo id; }\n${command}`;
      const { stdout, stderr, status } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
      expect([stderr, status]).toEqual(['', 0]);
      const words = stdout.split('\0').slice(0, -1);
      const url = words.find((word) => word.startsWith('https://')) ?? '';
      expect(new URL(url).pathname).not.toContain('{');
      const body = words[words.indexOf('-d') + 1] ?? '';
      const example = operation.requestBody?.content['application/json']?.example;
      if (example !== undefined) expect(JSON.parse(body)).toEqual(example);
      else expect(words).not.toContain('-d');
    }
  });
});
