import { z } from '@hono/zod-openapi';
import type { CampaignSummary } from '@/lib/campaigns/campaign-row';
import { CampaignView } from '@/lib/contracts/campaigns';
import { addCampaignStats } from '@/lib/stats/add-campaign-stats';
import { NO_STATS } from '@/lib/stats/campaign-stats';
import { answerTagged } from '../entity-version';
import type { ApiContext } from '../framework';

/** The path of one campaign. */
export const CampaignParams = z.object({ id: z.string().meta({ example: 'cmp_0j3v8m2k4qw5r' }) });

/** Answers with a campaign, its figures and its ETag. */
export async function answerCampaign<T extends 200 | 201>(c: ApiContext, campaign: CampaignSummary, status: T) {
  const [view] = await addCampaignStats([campaign]);
  return answerTagged(c, CampaignView, view ?? { ...campaign, stats: NO_STATS }, status);
}
