import type { Actor } from '@/lib/contracts/actors';
import type { CampaignStatus } from '@/lib/contracts/campaigns';
import type { Page } from '@/lib/contracts/paging';
import { db } from '@/lib/platform/db';
import { escapeLike } from '@/lib/platform/escape-like';
import { readCursor } from '@/lib/platform/read-cursor';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { type CampaignSummary, toCampaignSummary, WITH_VARIANTS } from './campaign-row';

interface CampaignFilter {
  /** Id of the last campaign of the page before. */
  cursor?: string;
  limit: number;
  status?: CampaignStatus;
  /** Only what was launched or scheduled. */
  withoutDrafts?: boolean;
  /** Part of the name. */
  search?: string;
}

/**
 * A site's campaigns, newest first, by key.
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not ours
 */
export async function listCampaigns(
  actor: Actor,
  siteId: string,
  filter: CampaignFilter,
): Promise<Page<CampaignSummary>> {
  const site = await authorizeSite(actor, 'campaigns.read', siteId);
  const before = readCursor('campaign', filter.cursor);
  const rows = await db.campaign.findMany({
    where: {
      siteId: site,
      archivedAt: null,
      ...(before !== null && { id: { lt: before } }),
      ...(filter.withoutDrafts && { status: { not: 'draft' as const } }),
      ...(filter.status && { status: filter.status }),
      ...(filter.search && { name: { contains: escapeLike(filter.search), mode: 'insensitive' as const } }),
    },
    orderBy: { id: 'desc' },
    take: filter.limit + 1,
    include: WITH_VARIANTS,
  });
  const items = rows.slice(0, filter.limit).map(toCampaignSummary);
  return { items, nextCursor: rows.length > filter.limit ? (items.at(-1)?.id ?? null) : null };
}
