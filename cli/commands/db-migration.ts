import type { Command } from 'commander';
import { env } from '@/lib/platform/env';
import { writeMigration } from '@/lib/platform/migrate';
import { runCommand } from '../run-command';

export function registerDbMigration(program: Command): void {
  program
    .command('db-migration')
    .argument('<name>', 'what changes, e.g. add_templates')
    .description('For developers: write the next migration from prisma/schema.prisma (npm run db:migration -- <name>)')
    .option('--json', 'print the result as JSON')
    .action(async (name: string, options: { json?: boolean }) => {
      await runCommand(options, async () => {
        const file = await writeMigration(env().DATABASE_URL, name);
        const text = file
          ? `Written: ${file}\nRead it, then: npm run belfry -- migrate`
          : 'prisma/schema.prisma has not changed since the last migration.';
        return { json: { file }, text };
      });
    });
}
