import { CAMPAIGN_MOVES, CAMPAIGN_STATUSES, type CampaignStatus } from '@/lib/contracts/campaigns';
import type { Prisma } from '@/lib/generated/prisma/client';
import type { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';

/** The statuses from which a campaign may come to this one, by the one table of moves. */
function statusesBefore(target: CampaignStatus): CampaignStatus[] {
  return CAMPAIGN_STATUSES.filter((status) => CAMPAIGN_MOVES[status].includes(target));
}

/**
 * Moves a campaign by compare-and-set: zero rows mean that someone else was faster.
 * @param where narrows it further: the content it must still have, fewer statuses than the table allows
 * @throws AppError `campaign_wrong_state` naming the status it has
 */
export async function moveCampaign(
  client: Pick<typeof db, 'campaign'>,
  campaign: { id: bigint; siteId: bigint },
  target: CampaignStatus,
  data: Prisma.CampaignUpdateManyMutationInput = {},
  where: Prisma.CampaignWhereInput = {},
): Promise<void> {
  const { id, siteId } = campaign;
  const moved = await client.campaign.updateMany({
    where: { AND: [{ status: { in: statusesBefore(target) } }, where], id, siteId, archivedAt: null },
    data: { ...data, status: target },
  });
  if (moved.count > 0) return;
  const found = await client.campaign.findFirst({ where: { id, siteId }, select: { status: true } });
  throw new AppError('campaign_wrong_state', {
    detail: `The campaign is ${found?.status ?? 'gone'} and cannot become ${target}.`,
  });
}
