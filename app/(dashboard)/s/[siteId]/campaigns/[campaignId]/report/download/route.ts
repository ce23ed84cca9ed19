import { notFound } from 'next/navigation';
import { z } from 'zod';
import { fileAnswer } from '@/app/file-answer';
import { loadSite, orNotFound } from '@/app/site-page';
import { toZone } from '@/app/viewer-zone';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import { EXPORT_FORMATS } from '@/lib/contracts/exports';
import { REPORT_TABLES, renderReport } from '@/lib/exports/render-report';
import { campaignReport } from '@/lib/stats/campaign-report';

const Query = z.object({ table: z.enum(REPORT_TABLES), format: z.enum(EXPORT_FORMATS) });

interface DownloadContext {
  params: Promise<{ siteId: string; campaignId: string }>;
}

/** One table of the campaign's report as a file. */
export async function GET(request: Request, { params }: DownloadContext): Promise<Response> {
  const { siteId, campaignId } = await params;
  const { searchParams } = new URL(request.url);
  const query = Query.safeParse(Object.fromEntries(searchParams));
  if (!query.success) notFound();
  const { actor, site } = await loadSite(siteId);
  const campaign = await orNotFound(getCampaign(actor, campaignId));
  if (campaign.siteId !== site.id) notFound();
  const { table, format } = query.data;
  const report = await campaignReport(actor, campaign.id, toZone(searchParams.get('zone')));
  return fileAnswer(renderReport(report, table, format), `${campaign.name} ${table}`, format);
}
