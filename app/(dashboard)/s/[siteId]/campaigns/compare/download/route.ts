import { notFound } from 'next/navigation';
import { z } from 'zod';
import { fileAnswer } from '@/app/file-answer';
import { loadSite, orNotFound } from '@/app/site-page';
import { EXPORT_FORMATS } from '@/lib/contracts/exports';
import { COMPARED_CAMPAIGNS } from '@/lib/contracts/reports';
import { renderCampaigns, renderComparedClicks } from '@/lib/exports/render-lists';
import { compareCampaigns } from '@/lib/stats/compare-campaigns';

const Query = z.object({
  campaigns: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.string()).min(COMPARED_CAMPAIGNS.min).max(COMPARED_CAMPAIGNS.max)),
  table: z.enum(['figures', 'clicks']).default('figures'),
  format: z.enum(EXPORT_FORMATS),
});

/** The comparison as a file, a campaign a row; or the clicks since the launch, an hour a row. */
export async function GET(request: Request, { params }: { params: Promise<{ siteId: string }> }): Promise<Response> {
  const { siteId } = await params;
  const query = Query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success || new Set(query.data.campaigns).size < COMPARED_CAMPAIGNS.min) notFound();
  const { actor, site } = await loadSite(siteId);
  const { campaigns, table, format } = query.data;
  const compared = await orNotFound(compareCampaigns(actor, site.id, campaigns));
  return table === 'clicks'
    ? fileAnswer(renderComparedClicks(compared, format), 'clicks compared', format)
    : fileAnswer(renderCampaigns(compared, format), 'campaigns compared', format);
}
