import { resolve } from 'node:path';
import type { Command } from 'commander';
import { holdCampaigns } from '@/lib/campaigns/hold-campaigns';
import { pool } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { migrate } from '@/lib/platform/migrate';
import type { BackupNote } from '../backup/backup-note';
import { placeBackup } from '../backup/place-backup';
import { runCommand } from '../run-command';
import { describeHeld } from './hold';

export function registerRestore(program: Command): void {
  program
    .command('restore')
    .argument('<folder>', 'what "belfry backup" wrote')
    .description('Make an installation from a backup, in an empty BELFRY_DATA_DIR; nothing is overwritten')
    .option('--json', 'print the result as JSON')
    .action(async (source: string, options: { json?: boolean }) => {
      let note: BackupNote | undefined;
      const place = () => {
        note = placeBackup(resolve(source), resolve(process.env.BELFRY_DATA_DIR || '.data'));
      };
      await runCommand(
        options,
        async ({ dataDir }) => {
          await migrate(env().DATABASE_URL);
          const held = await holdCampaigns();
          const { rows } = await pool.query<
            Record<'sites' | 'subscribers' | 'campaigns' | 'upcoming' | 'singles', number>
          >(
            `SELECT (SELECT count(*)::int FROM sites) AS sites, (SELECT count(*)::int FROM subscribers) AS subscribers,
               (SELECT count(*)::int FROM campaigns) AS campaigns,
               (SELECT count(*)::int FROM campaigns WHERE status = 'scheduled' AND archived_at IS NULL) AS upcoming,
               (SELECT count(*)::int FROM runs WHERE campaign_id IS NULL AND status = 'running') AS singles`,
          );
          const { sites = 0, subscribers = 0, campaigns = 0, upcoming = 0, singles = 0 } = rows[0] ?? {};
          const text = [
            `Restored into ${dataDir}, as it was at ${note?.madeAt}.`,
            `It has ${sites} sites, ${subscribers} subscribers and ${campaigns} campaigns.`,
            describeHeld(held),
            ...(upcoming > 0 ? [`Scheduled and left so: ${upcoming}. They go out at their time, from here.`] : []),
            ...(singles > 0
              ? [`Messages of the API that were on their way: ${singles}. What has not expired is sent.`]
              : []),
            'Never let it send beside the installation that was backed up: subscribers would get everything twice.',
            `Start it:  BELFRY_DATA_DIR=${dataDir} npm start`,
          ].join('\n');
          return { json: { dataDir, ...note, sites, subscribers, campaigns, upcoming, singles, held }, text };
        },
        place,
      );
    });
}
