// Launches campaigns from a process of its own, as the web role does: its queue is that of the environment it got.
// IPC: `{ actor, campaignId }`.
import { launchCampaign } from '@/lib/campaigns/launch-campaign';
import type { UserActor } from '@/lib/contracts/actors';

process.on('message', ({ actor, campaignId }: { actor: UserActor; campaignId: string }) => {
  launchCampaign(actor, campaignId).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  });
});
process.on('SIGTERM', () => process.exit(0));
process.send?.('ready');
