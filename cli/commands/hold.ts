import type { Command } from 'commander';
import { type HeldCampaign, holdCampaigns } from '@/lib/campaigns/hold-campaigns';
import { runCommand } from '../run-command';

export function registerHold(program: Command): void {
  program
    .command('hold')
    .description(
      'After a restore of your own Postgres, before workers start: hold the campaigns that may have been sent since',
    )
    .option('--json', 'print the result as JSON')
    .action(async (options: { json?: boolean }) => {
      await runCommand(options, async () => {
        const held = await holdCampaigns();
        return { json: { held }, text: describeHeld(held) };
      });
    });
}

export function describeHeld(held: HeldCampaign[]): string {
  if (held.length === 0) return 'No campaign was being sent or due.';
  const lines = held.map(({ name, status }) => `  ${status === 'paused' ? 'paused       ' : 'draft again  '} ${name}`);
  return [
    'Held, because they may have been sent since; resume or schedule them in the dashboard when they should go on:',
    ...lines,
  ].join('\n');
}
