import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { loadSite } from '@/app/site-page';
import { can } from '@/lib/accounts/can';
import { tryDecodeId } from '@/lib/platform/ids';
import { ComposePage } from '../compose-page';

export const metadata: Metadata = { title: 'New campaign' };

interface NewCampaignPageProps {
  params: Promise<{ siteId: string }>;
  searchParams: Promise<{ segment?: string | string[] }>;
}

export default async function NewCampaignPage({ params, searchParams }: NewCampaignPageProps) {
  const { actor, site } = await loadSite((await params).siteId);
  if (!can(actor, 'campaigns.write')) redirect(`/s/${site.id}/campaigns`);
  const { segment } = await searchParams;
  const isSegment = typeof segment === 'string' && tryDecodeId('segment', segment) !== null;
  return (
    <ComposePage
      actor={actor}
      site={site}
      campaign={null}
      initialAudience={isSegment ? { include: [segment] } : undefined}
    />
  );
}
