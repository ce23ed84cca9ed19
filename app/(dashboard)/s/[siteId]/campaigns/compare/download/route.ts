import { notFound } from 'next/navigation';
import { z } from 'zod';
import { fileAnswer } from '@/app/file-answer';
import { loadSite, orNotFound } from '@/app/site-page';
import { EXPORT_FORMATS } from '@/lib/contracts/exports';
import { COMPARED_CAMPAIGNS } from '@/lib/contracts/reports';
import { renderCampaigns } from '@/lib/exports/render-lists';
import { compareCampaigns } from '@/lib/stats/compare-campaigns';

const Query = z.object({
  campaigns: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.string()).min(COMPARED_CAMPAIGNS.min).max(COMPARED_CAMPAIGNS.max)),
  format: z.enum(EXPORT_FORMATS),
});

/** The comparison as a file, a campaign a row. */
export async function GET(request: Request, { params }: { params: Promise<{ siteId: string }> }): Promise<Response> {
  const { siteId } = await params;
  const query = Query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success || new Set(query.data.campaigns).size < COMPARED_CAMPAIGNS.min) notFound();
  const { actor, site } = await loadSite(siteId);
  const { campaigns, format } = query.data;
  return fileAnswer(
    renderCampaigns(await orNotFound(compareCampaigns(actor, site.id, campaigns)), format),
    'campaigns compared',
    format,
  );
}
