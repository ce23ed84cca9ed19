import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': resolve(import.meta.dirname) } },
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['node_modules/**', 'dist/**', '.next/**', '.data/**'],
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/setup-file.ts'],
    // One process a file: each has its own database, environment and connections.
    pool: 'forks',
    // Half of the time the tests wait; more would only queue for the processor.
    maxWorkers: 2,
    // The machine may be shared: these end what hangs, and judge nobody's speed.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
