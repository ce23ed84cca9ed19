import { text as readStream } from 'node:stream/consumers';
import type { Command } from 'commander';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { migrate } from '@/lib/platform/migrate';
import { setUpInstallation } from '@/lib/sites/set-up-installation';
import { runCommand } from '../run-command';

interface SetupOptions {
  email: string;
  password?: string;
  passwordStdin?: boolean;
  siteName: string;
  siteOrigin: string;
  json?: boolean;
}

export function registerSetup(program: Command): void {
  program
    .command('setup')
    .description('Make the owner, a site and an API key; repeating it changes nothing and prints the same ids')
    .requiredOption('--email <address>', "the owner's e-mail address")
    .option(
      '--password <text>',
      'the password; better BELFRY_PASSWORD or --password-stdin, which no process list shows',
    )
    .option('--password-stdin', 'read the password from standard input')
    .requiredOption('--site-name <name>', 'what the site is called in the dashboard')
    .requiredOption('--site-origin <origin>', 'whose pages may subscribe, e.g. https://shop.example')
    .option('--json', 'print the result as JSON')
    .action(async (options: SetupOptions) => {
      await runCommand(options, async () => {
        const password = await readPassword(options);
        await migrate(env().DATABASE_URL);
        const { email, siteName, siteOrigin } = options;
        const result = await setUpInstallation({ email, password, siteName, siteOrigin });
        const apiKey = result.apiKey ?? '(shown once, when it was made; make another one in the dashboard)';
        const text = [
          `Workspace      ${result.workspaceId}`,
          `Site           ${result.siteId} (key ${result.siteKey})`,
          `VAPID key      ${result.vapidPublicKey}`,
          `API key        ${apiKey}`,
          `Dashboard      ${result.dashboardUrl}`,
          `\nPut into the pages of ${siteOrigin}:\n\n${result.snippet}`,
          `\nand as /belfry-sw.js at the root of that site:\n\n${result.workerFile}`,
        ].join('\n');
        return { json: result, text };
      });
    });
}

async function readPassword({ password, passwordStdin }: SetupOptions): Promise<string> {
  const given = passwordStdin ? (await readStream(process.stdin)).replace(/\r?\n$/, '') : password;
  const found = given ?? process.env.BELFRY_PASSWORD;
  if (found) return found;
  throw new AppError('invalid_input', {
    detail: 'A password is needed: BELFRY_PASSWORD, --password-stdin or --password.',
    fields: [{ path: 'password', message: 'is missing' }],
  });
}
