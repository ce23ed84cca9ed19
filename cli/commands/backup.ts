import { resolve } from 'node:path';
import type { Command } from 'commander';
import { takeBackup } from '../backup/take-backup';
import { runCommand } from '../run-command';

export function registerBackup(program: Command): void {
  program
    .command('backup')
    .argument('<folder>', 'where to: a new folder, best on another disk')
    .description('Copy the embedded database and the keys, while Belfry runs or while it does not')
    .option('--without-keys', 'leave the keys out, for who keeps master.key and secret.key apart')
    .option('--json', 'print the result as JSON')
    .action(async (target: string, options: { withoutKeys?: boolean; json?: boolean }) => {
      await runCommand(options, async (installation) => {
        const folder = resolve(target);
        const { note, bytes, keysOutside } = await takeBackup(installation, folder, { withKeys: !options.withoutKeys });
        const text = [
          `Backed up to ${folder} (${(bytes / 1e6).toFixed(1)} MB, ${note.madeAt}).`,
          keysOutside.length === 0
            ? 'The keys are in it: whoever has this folder can read everything and send as you. Keep it like a password.'
            : `Not in it: ${keysOutside.join(' and ')}. A restore has to be given the same ones.`,
          `To come back: BELFRY_DATA_DIR=<an empty folder> npm run belfry -- restore ${folder}`,
        ].join('\n');
        return { json: { folder, bytes, keysOutside, ...note }, text };
      });
    });
}
