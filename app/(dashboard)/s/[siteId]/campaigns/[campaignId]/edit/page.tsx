import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { loadSite, orNotFound } from '@/app/site-page';
import { isEditableSeries } from '@/components/campaigns/series-words';
import { can } from '@/lib/accounts/can';
import { countDates } from '@/lib/campaigns/count-dates';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import { ComposePage } from '../../compose-page';

export const metadata: Metadata = { title: 'Edit campaign' };

interface EditCampaignPageProps {
  params: Promise<{ siteId: string; campaignId: string }>;
}

export default async function EditCampaignPage({ params }: EditCampaignPageProps) {
  const { siteId, campaignId } = await params;
  const { actor, site } = await loadSite(siteId);
  const campaign = await orNotFound(getCampaign(actor, campaignId));
  if (campaign.siteId !== site.id) notFound();
  const isSeries = isEditableSeries(campaign) && can(actor, 'campaigns.send');
  // Launched meanwhile, or a viewer's address: the campaign's own page has it.
  if ((campaign.status !== 'draft' && !isSeries) || !can(actor, 'campaigns.write'))
    redirect(`/s/${site.id}/campaigns/${campaign.id}`);
  const series = isSeries ? { pastCount: await countDates(actor, campaign.id) } : undefined;
  return <ComposePage actor={actor} site={site} campaign={campaign} series={series} />;
}
