import { recordAudit } from '@/lib/accounts/record-audit';
import type { SystemActor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db, systemDb } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { moveCampaign } from './move-campaign';

export interface HeldCampaign {
  id: string;
  name: string;
  /** What it is now: paused when it was being sent, a draft when its time had come without its being launched. */
  status: 'paused' | 'draft';
}

/**
 * After a restore to an earlier time: what was being sent then is paused, what was to begin between then and now is a
 * draft again. Both may have been sent since, which this database cannot know; a person decides.
 */
export async function holdCampaigns(): Promise<HeldCampaign[]> {
  const due = { lte: now() };
  const found = await systemDb.campaign.findMany({
    where: {
      archivedAt: null,
      OR: [{ status: 'running' }, { status: 'scheduled', OR: [{ nextAt: due }, { nextAt: null, sendAt: due }] }],
    },
    select: { id: true, siteId: true, name: true, status: true, site: { select: { workspaceId: true } } },
    orderBy: { id: 'asc' },
  });
  const held: HeldCampaign[] = [];
  for (const campaign of found) {
    const { id, siteId, name } = campaign;
    const actor: SystemActor = { kind: 'system', workspaceId: encodeId('workspace', campaign.site.workspaceId) };
    const publicId = encodeId('campaign', id);
    const status = campaign.status === 'running' ? 'paused' : 'draft';
    await db.$transaction(async (tx) => {
      await moveCampaign(tx, campaign, status, status === 'draft' ? { nextAt: null } : {});
      await tx.run.updateMany({
        where: { siteId, campaignId: id, isTest: false, status: 'running' },
        data: { status: 'paused' },
      });
      const action = status === 'paused' ? 'campaign.pause' : 'campaign.unschedule';
      await recordAudit(actor, action, publicId, { reason: 'held after a restore' }, tx);
    });
    held.push({ id: publicId, name, status });
  }
  return held;
}
