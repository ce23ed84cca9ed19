import type { Command } from 'commander';
import { checkClock, checkDatabase, checkKeys, checkMigrations, checkQueue } from '../checks/database';
import { checkDisk, checkEncryption, checkPort, checkPushHosts } from '../checks/machine';
import { type Check, runCheck } from '../checks/run-check';
import { runCommand } from '../run-command';

const MARK = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ' } as const;

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Check everything Belfry depends on and say what to do about what is wrong; exit code 1 on a failure')
    .option('--json', 'print the result as JSON')
    .action(async (options: { json?: boolean }) => {
      await runCommand(options, async (installation) => {
        const checks: Check[] = [
          { name: 'database', run: checkDatabase },
          { name: 'migrations', run: checkMigrations },
          { name: 'queue', run: checkQueue },
          { name: 'keys', run: checkKeys },
          { name: 'clock', run: checkClock },
          { name: 'encryption', run: checkEncryption },
          { name: 'push hosts', run: checkPushHosts },
          { name: 'port', run: () => checkPort(installation.dataDir) },
          { name: 'disk', run: () => checkDisk(installation.dataDir) },
        ];
        const results = await Promise.all(checks.map(runCheck));
        const failed = results.some(({ status }) => status === 'failed');
        const lines = results.flatMap(({ name, status, detail, remedy }) => [
          `${MARK[status]}  ${name.padEnd(11)} ${detail}`,
          ...(remedy ? [`                     → ${remedy}`] : []),
        ]);
        const summary = failed ? 'Something has to be done.' : 'Belfry can work here.';
        return {
          json: { ok: !failed, checks: results },
          text: [...lines, '', summary].join('\n'),
          exitCode: failed ? 1 : 0,
        };
      });
    });
}
