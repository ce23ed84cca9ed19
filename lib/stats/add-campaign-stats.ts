import type { CampaignStats } from '@/lib/contracts/campaigns';
import { decodeId } from '@/lib/platform/ids';
import { campaignStats, NO_STATS } from './campaign-stats';

/** The campaigns, which the caller has found to be the actor's and which are all of one site, with their funnels. */
export async function addCampaignStats<T extends { id: string; siteId: string }>(
  campaigns: readonly T[],
): Promise<(T & { stats: CampaignStats })[]> {
  const siteId = campaigns[0]?.siteId;
  if (!siteId) return [];
  const ids = campaigns.map((campaign) => decodeId('campaign', campaign.id));
  const stats = await campaignStats(decodeId('site', siteId), ids);
  return campaigns.map((campaign, index) => ({ ...campaign, stats: stats.get(ids[index] ?? 0n) ?? NO_STATS }));
}
