import type { Command } from 'commander';
import { env } from '@/lib/platform/env';
import { migrate } from '@/lib/platform/migrate';
import { pendingMigrations } from '@/lib/platform/pending-migrations';
import { runCommand } from '../run-command';

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('Bring the database to the newest schema (npm start does this by itself)')
    .option('--dry-run', 'only list what would be applied')
    .option('--json', 'print the result as JSON')
    .action(async (options: { dryRun?: boolean; json?: boolean }) => {
      await runCommand(options, async () => {
        if (options.dryRun) {
          const pending = await pendingMigrations();
          return { json: { pending }, text: pending.length > 0 ? pending.join('\n') : 'Nothing to apply.' };
        }
        const applied = await migrate(env().DATABASE_URL);
        const text = applied.length > 0 ? `Applied:\n${applied.join('\n')}` : 'Nothing to apply.';
        return { json: { applied }, text };
      });
    });
}
