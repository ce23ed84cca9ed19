// What .ci/run does. Each part goes on after a failure of another, so that one run tells everything.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
const folder = mkdtempSync(join(tmpdir(), 'belfry-ci-'));
let passed = 0;
let failed = 0;

function run(title, command, args) {
  console.log(`\n== ${title}: ${[command, ...args].join(' ')}`);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}

function count(title, ok) {
  if (ok) passed++;
  else {
    failed++;
    console.log(`FAILED: ${title}`);
  }
}

/** Counts each result of a script that writes `[{ name, passed }]`. */
async function runChecks(title, script) {
  const file = join(folder, `${title.replaceAll(' ', '-')}.json`);
  const ok = await run(title, process.execPath, [script, '--json', file]);
  if (!existsSync(file)) return count(title, false);
  const results = JSON.parse(readFileSync(file, 'utf8'));
  for (const result of results) count(`${title}: ${result.name}`, result.passed);
  if (!ok && results.every((result) => result.passed)) count(title, false);
}

/** Counts each test of a vitest run; a run that breaks without a failed test counts as one failure. */
async function runTests(title, script) {
  const file = join(folder, `${title.replaceAll(' ', '-')}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = await run(title, 'npm', ['run', '--silent', script, '--', ...reporters]);
  if (!existsSync(file)) return count(title, false);
  const { numPassedTests, numFailedTests, numTotalTests } = JSON.parse(readFileSync(file, 'utf8'));
  passed += numPassedTests;
  failed += numFailedTests;
  console.log(`${title}: ${numPassedTests} of ${numTotalTests} passed`);
  if (numTotalTests === 0) count(`${title}: no test was found`, false);
  if (!ok && numFailedTests === 0) count(`${title}: ended with an error outside of a test`, false);
}

const ready = await run('set-up', process.execPath, ['scripts/setup.mjs', '--for', 'check']);
count('set-up', ready);
if (ready) {
  await runChecks('check', 'scripts/check.mjs');
  await runTests('tests', 'test');
  count('production build', await run('production build', process.execPath, ['scripts/build.mjs']));
  await runChecks('size budgets', 'scripts/check-budgets.mjs');
  await runTests('tests in real browsers', 'test:e2e');
}
rmSync(folder, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
