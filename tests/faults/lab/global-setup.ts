import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ROOT } from '../../e2e/ensure-build';
import startDatabase from '../../support/global-setup';
import { bundleProcesses } from './bundle';
import { chooseSeed } from './random';
import { publishReport } from './report';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the bundled processes are. */
    faultBundle: string;
    /** File of what the tests have seen, one JSON a line. */
    faultReport: string;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  // Within the project, so that the bundles find their packages.
  const folder = mkdtempSync(join(cache, 'belfry-faults-'));
  const seed = chooseSeed();
  process.stderr.write(`faults: BELFRY_FAULT_SEED=${seed}\n`);
  const startedAt = Date.now();
  const stopDatabase = await startDatabase(project);
  await bundleProcesses(folder);
  const report = join(folder, 'report.jsonl');
  project.provide('faultSeed', seed);
  project.provide('faultBundle', folder);
  project.provide('faultReport', report);
  return async () => {
    publishReport(report, { seed, seconds: (Date.now() - startedAt) / 1_000 });
    await stopDatabase();
    rmSync(folder, { recursive: true, force: true });
  };
}
