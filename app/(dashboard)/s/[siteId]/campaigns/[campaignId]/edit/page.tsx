import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { loadSite, orNotFound } from '@/app/site-page';
import { can } from '@/lib/accounts/can';
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
  // Launched meanwhile, or a viewer's address: the campaign's own page has it.
  if (campaign.status !== 'draft' || !can(actor, 'campaigns.write')) redirect(`/s/${site.id}/campaigns/${campaign.id}`);
  return <ComposePage actor={actor} site={site} campaign={campaign} />;
}
