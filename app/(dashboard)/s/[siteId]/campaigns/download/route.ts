import { notFound } from 'next/navigation';
import { z } from 'zod';
import { fileAnswer } from '@/app/file-answer';
import { readAllPages } from '@/app/read-all-pages';
import { loadSite } from '@/app/site-page';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import { CAMPAIGN_STATUSES } from '@/lib/contracts/campaigns';
import { EXPORT_FORMATS } from '@/lib/contracts/exports';
import { renderCampaigns } from '@/lib/exports/render-lists';
import { addCampaignStats } from '@/lib/stats/add-campaign-stats';

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
  const found = await readAllPages(async (at) => {
    const { items, nextCursor } = await listCampaigns(actor, site.id, { ...filter, ...at });
    return { items: await addCampaignStats(items), nextCursor };
  });
  return fileAnswer(renderCampaigns(found, format), `${site.name} campaigns`, format);
}
