import { recordAudit } from '@/lib/accounts/record-audit';
import type { SystemActor } from '@/lib/contracts/actors';
import { now } from '@/lib/platform/clock';
import { db, systemDb } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { log } from '@/lib/platform/log';
import { launchCampaign } from './launch-campaign';

/**
 * Launches a scheduled campaign whose time has come; anything else is left alone. One that cannot be launched (its
 * segment was deleted …) becomes a draft again, with the reason in the audit log, instead of failing for ever.
 */
export async function launchDue(campaignId: bigint): Promise<void> {
  const campaign = await systemDb.campaign.findFirst({
    where: { id: campaignId, status: 'scheduled', sendAt: { lte: now() }, archivedAt: null },
    select: { id: true, siteId: true, site: { select: { workspaceId: true } } },
  });
  if (!campaign) return;
  const actor: SystemActor = { kind: 'system', workspaceId: encodeId('workspace', campaign.site.workspaceId) };
  const publicId = encodeId('campaign', campaign.id);
  try {
    await launchCampaign(actor, publicId);
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    if (error.code === 'campaign_wrong_state') return; // Someone else was faster.
    log.warn({ err: error, campaignId: publicId }, 'a scheduled campaign cannot be launched');
    const { id, siteId } = campaign;
    await db.campaign.updateMany({ where: { id, siteId, status: 'scheduled' }, data: { status: 'draft' } });
    await recordAudit(actor, 'campaign.launch_failed', publicId, { reason: error.detail });
  }
}
