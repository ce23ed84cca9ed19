// What .ci/run does. Each part goes on after a failure of another, so that one run tells everything.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCompiler, findHeaders } from './build-native.mjs';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
const folder = mkdtempSync(join(tmpdir(), 'belfry-ci-'));
let passed = 0;
/** What failed, with the reason where there is one; told at the very end, where a reader looks first. */
const failures = [];
/** Tests that failed and then passed. */
const secondTries = [];
/** More than that is no accident. */
const MOST_SECOND_TRIES = 4;

function run(title, command, args) {
  console.log(`\n== ${title}: ${[command, ...args].join(' ')}`);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}

function count(title, ok, reason = '') {
  if (ok) passed++;
  else failures.push({ title, reason });
}

function tell(heading, { title, reason }) {
  console.log(`\n${heading}: ${title}`);
  if (reason) console.log(`    ${reason.trim().split('\n').slice(0, 12).join('\n    ')}`);
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

/** @returns a vitest run's report, or null when it wrote none */
async function runVitest(title, script, files) {
  const report = join(folder, `${title.replaceAll(' ', '-')}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const ok = await run(title, 'npm', ['run', '--silent', script, '--', ...files, ...reporters]);
  return existsSync(report) ? { ok, ...JSON.parse(readFileSync(report, 'utf8')) } : null;
}

/**
 * Counts each test of a vitest run; a run that breaks without a failed test counts as one failure. Files that fail are
 * run once more, alone: the machine is shared, and a test that passes then is counted, and named as one to be mended.
 */
async function runTests(title, script, which = []) {
  const report = await runVitest(title, script, which);
  if (!report) return count(title, false);
  if (report.numTotalTests === 0) count(`${title}: no test was found`, false);
  const failedFiles = report.testResults.filter(({ status }) => status !== 'passed').map(({ name }) => name);
  if (!report.ok && failedFiles.length === 0) count(`${title}: ended with an error outside of a test`, false);
  const second =
    failedFiles.length > 0 && failedFiles.length <= MOST_SECOND_TRIES
      ? await runVitest(`${title} once more`, script, failedFiles)
      : null;
  if (second && !second.ok && second.testResults.every(({ status }) => status === 'passed')) {
    count(`${title} once more: ended with an error outside of a test`, false);
  }
  for (const first of report.testResults) {
    const again = second?.testResults.find(({ name }) => name === first.name);
    countFile(again ?? first);
    if (again) secondTries.push(...whyFailed(first));
  }
}

function countFile(file) {
  const passedCount = file.assertionResults.filter(({ status }) => status === 'passed').length;
  for (let test = 0; test < passedCount; test++) count(file.name, true);
  for (const { title, reason } of whyFailed(file)) count(title, false, reason);
}

/** The failed tests of a file; of one that could not be loaded, or whose hooks failed, the file itself. */
function whyFailed({ name, status, message, assertionResults }) {
  const file = relative('.', name);
  const tests = assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => ({ title: `${file}: ${test.fullName}`, reason: test.failureMessages?.join('\n') }));
  return status === 'passed' || tests.length > 0 ? tests : [{ title: `${file}: the file itself`, reason: message }];
}

const ready = await run('set-up', process.execPath, ['scripts/setup.mjs', '--for', 'check']);
count('set-up', ready);
if (ready) {
  await runChecks('check', 'scripts/check.mjs');
  await runTests('tests', 'test');
  await runTests('faults', 'test:faults');
  // Only where a compiler is: elsewhere there is no native core to look at.
  if (findCompiler() && findHeaders()) {
    count('native sanitizer', await run('native sanitizer', process.execPath, ['scripts/native-sanitizer.mjs']));
  }
  count('deploy', await run('deploy', 'npm', ['run', '--silent', 'lint:deploy']));
  count('production build', await run('production build', process.execPath, ['scripts/build.mjs']));
  await runChecks('size budgets', 'scripts/check-budgets.mjs');
  // These mostly wait, for each other, for push services and for times that pass, and may do so side by side; the
  // others compute.
  const waiting = [
    'launcher',
    ...['main-job', 'large-campaign', 'goal', 'control', 'schedule'].map((name) => `e2e/${name}`),
  ];
  const waitingFiles = waiting.map((name) => `tests/${name}.e2e.ts`);
  const sideBySide = ['--fileParallelism', '--maxWorkers=2'];
  await runTests('browsers that mostly wait', 'test:e2e', ['lib/embed', ...waitingFiles, ...sideBySide]);
  const excluded = waitingFiles.flatMap((file) => ['--exclude', file]);
  await runTests('browsers that compute', 'test:e2e', ['tests/', ...excluded]);
}
rmSync(folder, { recursive: true, force: true });
for (const each of secondTries) tell('FAILED AT FIRST, then run once more', each);
for (const failure of failures) tell('FAILED', failure);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
