import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': resolve(import.meta.dirname) } },
  test: {
    include: ['**/*.e2e.ts'],
    exclude: ['node_modules/**', 'dist/**', '.next/**', '.data/**'],
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/setup-file.ts'],
    pool: 'forks',
    // Real browsers and servers share few cores: one file after the other.
    fileParallelism: false,
    // The machine may be shared: these end what hangs, and judge nobody's speed. What waits inside says sooner for what.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
