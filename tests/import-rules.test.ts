import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// The import rules must bite: each violation is planted in a copy of the project and must be seen there.

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'belfry-rules-'));
  const files = execFileSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx', '*.mjs', 'package.json'],
    {
      encoding: 'utf8',
    },
  );
  for (const file of files.trim().split('\n')) {
    if (!existsSync(file)) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(file, join(copy, file));
  }
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function check(): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/check-imports.mjs', copy], {
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

const VIOLATIONS: [rule: string, file: string, code: string][] = [
  ['lib-order', 'lib/segments/planted.ts', "import { sendShard } from '@/lib/delivery/send-shard';\nsendShard;"],
  ['lib-order', 'lib/platform/planted.ts', "export { createSite } from '../sites/create-site';"],
  [
    'lib-order',
    'lib/contracts/planted.ts',
    "export type X = import('@/lib/platform/env').Env;\nimport '@/lib/platform/env';",
  ],
  ['lib-knows-no-edge', 'lib/sites/planted.ts', "import { headers } from 'next/headers';\nheaders;"],
  ['lib-knows-no-edge', 'lib/sites/planted.ts', "const load = () => import('@/app/api/app');\nload;"],
  ['lib-knows-no-edge', 'lib/stats/planted.ts', "import type { Context } from 'hono';\nexport type X = Context;"],
  ['contracts-import-zod-only', 'lib/contracts/planted.ts', "import { format } from 'date-fns';\nformat;"],
  ['components-import-contracts-only', 'components/planted.tsx', "import { db } from '@/lib/platform/db';\ndb;"],
  ['embed-is-import-free', 'lib/embed/page/planted.ts', "import { z } from 'zod';\nz;"],
  ['client-stands-alone', 'clients/typescript/src/planted.ts', "import { z } from 'zod';\nz;"],
  ['client-stands-alone', 'clients/typescript/src/planted.ts', "export type { Env } from '@/lib/platform/env';"],
  ['home-of-bullmq', 'workers/planted.ts', "import { Worker } from 'bullmq';\nWorker;"],
  [
    'home-of-prisma',
    'lib/sites/planted.ts',
    "import { PrismaClient } from '@/lib/generated/prisma/client';\nPrismaClient;",
  ],
  ['home-of-prisma', 'app/planted.ts', "import { PrismaPg } from '@prisma/adapter-pg';\nPrismaPg;"],
  ['home-of-encryption', 'lib/accounts/planted.ts', "import { createCipheriv } from 'node:crypto';\ncreateCipheriv;"],
  ['edges-do-not-call-each-other', 'workers/planted.ts', "import { api } from '@/app/api/app';\napi;"],
  ['edges-do-not-call-each-other', 'app/planted.ts', "import { runWorker } from '../workers/run-worker';\nrunWorker;"],
  ['product-imports-no-tests', 'lib/sites/planted.ts', "import { waitFor } from '@/tests/support/wait-for';\nwaitFor;"],
  ['product-imports-no-tests', 'cli/planted.ts', "import fc from 'fast-check';\nfc;"],
  ['late-parts-say-so', 'components/planted.tsx', "import dynamic from 'next/dynamic';\ndynamic;"],
  ['late-parts-say-so', 'app/planted.tsx', "import { lazy } from 'react';\nlazy;"],
  ['no-barrels', 'lib/sites/planted.ts', "export * from './create-site';"],
  ['home-of-process-env', 'lib/sites/planted.ts', 'export const x = process.env.PORT;'],
  ['home-of-process-env', 'components/planted.tsx', "export const x = process['env'];"],
  ['home-of-process-env', 'workers/planted.ts', 'const { env } = process;\nenv;'],
  ['home-of-process-env', 'app/planted.ts', "import { env } from 'node:process';\nenv;"],
  ['no-sql-by-interpolation', 'lib/stats/planted.ts', "import { db } from '../platform/db';\ndb.$queryRawUnsafe('x');"],
];

describe('the import rules', () => {
  it('find nothing wrong with the project, having read all of it', () => {
    const { status, output } = check();
    expect(output).toMatch(/^\d{3,} modules with \d{3,} imports read, 0 problems\n$/);
    expect(status).toBe(0);
  });

  describe('with a violation of each kind planted', () => {
    let output: string;
    const plantedName = (file: string, i: number) => file.replace('planted', `planted-${i}`);

    beforeAll(() => {
      for (const [i, [, file, code]] of VIOLATIONS.entries())
        writeFileSync(join(copy, plantedName(file, i)), `${code}\n`);
      const result = check();
      for (const [i, [, file]] of VIOLATIONS.entries()) rmSync(join(copy, plantedName(file, i)));
      expect(result.status).toBe(1);
      output = result.output;
    });

    it.each(VIOLATIONS.map(([rule, file, code], i) => [rule, plantedName(file, i), code]))(
      '%s is seen in %s: %s',
      (rule, file) => {
        expect(output).toMatch(new RegExp(`^${file}:\\d+: ${rule}: `, 'm'));
      },
    );
  });

  it('do not mind what only reads like a violation: comments, strings, types in components', () => {
    const file = join(copy, 'components/planted.tsx');
    writeFileSync(
      file,
      "import type { Env } from '@/lib/platform/env';\n// process.env.X\nexport const help = 'process.env.X';\n",
    );
    appendFileSync(file, 'export type X = Env;\n');
    expect(check().status).toBe(0);
    rmSync(file);
  });

  it('refuse to call an empty folder clean', () => {
    const empty = mkdtempSync(join(tmpdir(), 'belfry-empty-'));
    const { status, stderr } = spawnSync(process.execPath, ['scripts/check-imports.mjs', empty], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('cannot be trusted');
    rmSync(empty, { recursive: true });
  });
});
