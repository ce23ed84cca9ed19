// `npm run belfry -- <command>`: from the sources where the developer tools are installed, else from the build.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = (args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;

// What it prints goes to standard error, so that --json stays clean.
const prepared = node([join(root, 'scripts/setup.mjs'), '--for', 'cli']);
if (prepared !== 0) process.exit(prepared);
const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
const args = existsSync(tsx)
  ? [tsx, '--tsconfig', join(root, 'tsconfig.json'), join(root, 'cli/main.ts')]
  : [join(root, 'dist/belfry.js')];
process.exit(node([...args, ...process.argv.slice(2)]));
