import { notFound } from 'next/navigation';
import { z } from 'zod';
import { fileAnswer } from '@/app/file-answer';
import { loadSite } from '@/app/site-page';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import { CAMPAIGN_STATUSES, type CampaignView } from '@/lib/contracts/campaigns';
import { EXPORT_FORMATS } from '@/lib/contracts/exports';
import { renderCampaigns } from '@/lib/exports/render-lists';
import { addCampaignStats } from '@/lib/stats/add-campaign-stats';

const PAGE_SIZE = 200;
/** A file that is made while somebody waits. */
const MOST_PAGES = 50;

const Query = z.object({
  format: z.enum(EXPORT_FORMATS),
  status: z.enum(CAMPAIGN_STATUSES).optional(),
  search: z.string().trim().min(1).max(120).optional(),
});

/** The campaigns that the list shows with these filters, all pages of it, as a file. */
export async function GET(request: Request, { params }: { params: Promise<{ siteId: string }> }): Promise<Response> {
  const { siteId } = await params;
  const query = Query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) notFound();
  const { actor, site } = await loadSite(siteId);
  const { format, ...filter } = query.data;
  const found: CampaignView[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { items, nextCursor } = await listCampaigns(actor, site.id, { ...filter, cursor, limit: PAGE_SIZE });
    found.push(...(await addCampaignStats(items)));
    if (!nextCursor) break;
    cursor = nextCursor;
  }
  return fileAnswer(renderCampaigns(found, format), `${site.name} campaigns`, format);
}
