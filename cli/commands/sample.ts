import type { Command } from 'commander';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { migrate } from '@/lib/platform/migrate';
import { createSampleWorkspace, DEFAULT_SAMPLE_COUNT } from '@/lib/sample/create-sample-workspace';
import { findSampleOwner } from '@/lib/sample/find-sample-owner';
import { runCommand } from '../run-command';

const MOST_SUBSCRIBERS = 10_000_000;

interface SampleOptions {
  subscribers: string;
  email?: string;
  json?: boolean;
}

export function registerSample(program: Command): void {
  program
    .command('sample')
    .description('Make a workspace with simulated subscribers; repeating it adds what is missing')
    .option('--subscribers <count>', 'how many simulated subscribers to have', String(DEFAULT_SAMPLE_COUNT))
    .option('--email <address>', 'whose workspace it is (the first user; a demo account where there is none)')
    .option('--json', 'print the result as JSON')
    .action(async (options: SampleOptions) => {
      await runCommand(options, async () => {
        const subscriberCount = readCount(options.subscribers);
        await migrate(env().DATABASE_URL);
        const owner = await findSampleOwner(options.email);
        const sample = await createSampleWorkspace(owner.actor, { subscriberCount });
        const dashboardUrl = `${env().publicUrl}/s/${sample.siteId}`;
        const text = [
          `Sample workspace with ${sample.subscriberCount.toLocaleString('en')} simulated subscribers`,
          `Dashboard      ${dashboardUrl}`,
          `Demo page      ${env().publicUrl}/demo`,
          `Sign in as     ${owner.actor.email}`,
          `Password       ${owner.password ?? '(the one you chose)'}`,
        ].join('\n');
        return { json: { ...sample, dashboardUrl, email: owner.actor.email, password: owner.password }, text };
      });
    });
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_SUBSCRIBERS) return count;
  throw new AppError('invalid_input', {
    fields: [{ path: 'subscribers', message: `must be a whole number from 1 to ${MOST_SUBSCRIBERS}` }],
  });
}
