import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const isFull = process.env.BELFRY_FAULT_FORM === 'full';

// `npm run test:faults`: docs/reliability.md.
export default defineConfig({
  resolve: { alias: { '@': resolve(import.meta.dirname) } },
  test: {
    include: ['tests/faults/**/*.fault.ts'],
    globalSetup: ['tests/faults/lab/global-setup.ts'],
    setupFiles: ['tests/support/setup-file.ts'],
    pool: 'forks',
    // Most of the time a fault is waited for (leases, locks, back-off), so that a few fit side by side.
    maxWorkers: 3,
    testTimeout: isFull ? 3_600_000 : 300_000,
    hookTimeout: 120_000,
  },
});
