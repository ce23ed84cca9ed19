// `npm run check`: everything about the code that can be said without running it. --json <file> writes the results.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
const bin = (path) => [process.execPath, join('node_modules', path)];

/** What is checked, and how to mend it. */
const CHECKS = [
  ['set-up', [process.execPath, 'scripts/setup.mjs', '--for', 'check'], ''],
  ['route types', [...bin('next/dist/bin/next'), 'typegen'], ''],
  ['types', [...bin('typescript/bin/tsc'), '--noEmit'], ''],
  [
    'lint and format',
    [...bin('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', '--colors=off'],
    'npx biome check --write',
  ],
  ['import rules', [process.execPath, 'scripts/check-imports.mjs'], 'the rules: scripts/import-rules.mjs'],
  ['unused code', [...bin('knip/bin/knip.js'), '--no-progress'], 'delete it, or say in knip.json who uses it'],
];

const results = [];
for (const [name, [command, ...args], remedy] of CHECKS) {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64e6,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  });
  const passed = status === 0;
  results.push({ name, passed });
  console.log(`${passed ? 'ok    ' : 'FAILED'}  ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  if (!passed) {
    console.log(`${stdout}${stderr}`.trim());
    if (remedy) console.log(`→ ${remedy}`);
  }
}

const jsonFile = process.argv[process.argv.indexOf('--json') + 1];
if (process.argv.includes('--json')) writeFileSync(jsonFile, JSON.stringify(results));
process.exit(results.every(({ passed }) => passed) ? 0 : 1);
