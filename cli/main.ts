import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { registerBackup } from './commands/backup';
import { registerDbMigration } from './commands/db-migration';
import { registerDoctor } from './commands/doctor';
import { registerHold } from './commands/hold';
import { registerMigrate } from './commands/migrate';
import { registerRestore } from './commands/restore';
import { registerSample } from './commands/sample';
import { registerSetup } from './commands/setup';
import { enterProjectRoot } from './enter-project-root';

enterProjectRoot();
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const program = new Command('belfry')
  .description("The operator's command line. Works while the server runs and when it does not.")
  .version(version)
  .showHelpAfterError()
  .addHelpText('after', '\nThrough npm: npm run belfry -- <command> [options]. With --json: npm run -s belfry -- …');

registerSetup(program);
registerSample(program);
registerMigrate(program);
registerDoctor(program);
registerBackup(program);
registerRestore(program);
registerHold(program);
registerDbMigration(program);

await program.parseAsync();
