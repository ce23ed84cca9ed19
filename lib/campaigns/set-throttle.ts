import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { ThrottleInput } from '@/lib/contracts/campaigns';
import type { Prisma } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import type { CampaignSummary } from './campaign-row';
import { findCampaign } from './find-campaign';
import { getCampaign } from './get-campaign';

/**
 * Gives a campaign another pace: at its launch, or within two seconds when it is being sent.
 * @param throttlePerMinute messages per minute at most; null: as fast as it goes
 * @param expectedUpdatedAt what was seen last; given, what was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `invalid_input`, `campaign_wrong_state` (it has ended), `precondition_failed`
 */
export async function setThrottle(
  actor: Actor,
  campaignId: string,
  throttlePerMinute: number | null,
  expectedUpdatedAt?: Date,
): Promise<CampaignSummary> {
  const { id, siteId } = await findCampaign(actor, 'campaigns.send', campaignId);
  const data = parse(ThrottleInput, { throttlePerMinute });
  await db.$transaction(async (tx) => {
    const where: Prisma.CampaignWhereInput = { id, siteId, archivedAt: null, status: { notIn: ['done', 'cancelled'] } };
    const changed = await tx.campaign.updateMany({ where: { ...where, updatedAt: expectedUpdatedAt }, data });
    if (changed.count === 0) {
      if (expectedUpdatedAt && (await tx.campaign.count({ where })) > 0) throw new AppError('precondition_failed');
      throw new AppError('campaign_wrong_state', { detail: 'The campaign has ended.' });
    }
    await tx.run.updateMany({ where: { siteId, campaignId: id, isTest: false, finishedAt: null }, data });
    // What the slower pace had put off is not waited for; the database's clock counts it.
    await tx.$executeRaw`
      UPDATE run_throttles t SET next_at = now() FROM runs r
      WHERE r.campaign_id = ${id} AND NOT r.is_test AND r.finished_at IS NULL
        AND t.run_id = r.id AND t.site_id = ${siteId} AND t.next_at > now()`;
    await recordAudit(actor, 'campaign.throttle', campaignId, { throttlePerMinute }, tx);
  });
  return getCampaign(actor, campaignId);
}
