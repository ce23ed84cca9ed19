import { notFound } from 'next/navigation';
import { z } from 'zod';
import { fileAnswer } from '@/app/file-answer';
import { loadSite, orNotFound } from '@/app/site-page';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import { EXPORT_FORMATS } from '@/lib/contracts/exports';
import { renderDates, renderVariants } from '@/lib/exports/render-campaign';
import { abTestResult } from '@/lib/stats/ab-test-result';
import { campaignOccurrences } from '@/lib/stats/campaign-occurrences';

const Query = z.object({ table: z.enum(['variants', 'dates']), format: z.enum(EXPORT_FORMATS) });

interface DownloadContext {
  params: Promise<{ siteId: string; campaignId: string }>;
}

/** The variants of a campaign's A/B test, or its past dates, as a file. */
export async function GET(request: Request, { params }: DownloadContext): Promise<Response> {
  const { siteId, campaignId } = await params;
  const query = Query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) notFound();
  const { actor, site } = await loadSite(siteId);
  const campaign = await orNotFound(getCampaign(actor, campaignId));
  if (campaign.siteId !== site.id) notFound();
  const { table, format } = query.data;
  const text =
    table === 'variants'
      ? renderVariants(await abTestResult(actor, campaign.id), format)
      : renderDates(await campaignOccurrences(actor, campaign.id), format);
  return fileAnswer(text, `${campaign.name} ${table}`, format);
}
