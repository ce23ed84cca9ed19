import { Megaphone, Plus, SearchX } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { z } from 'zod';
import { loadSite } from '@/app/site-page';
import { CampaignFilters } from '@/components/campaigns/campaign-filters';
import { CampaignTable } from '@/components/campaigns/campaign-table';
import { Pager } from '@/components/campaigns/pager';
import { CompareForm } from '@/components/reports/compare-form';
import { DownloadLinks } from '@/components/reports/download-links';
import { AddressAdapter } from '@/components/ui/address-adapter';
import { buttonClass } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import { CAMPAIGN_STATUSES } from '@/lib/contracts/campaigns';
import { tryDecodeId } from '@/lib/platform/ids';
import { listSegments } from '@/lib/segments/list-segments';
import { addCampaignStats } from '@/lib/stats/add-campaign-stats';

export const metadata: Metadata = { title: 'Campaigns' };

const PAGE_SIZE = 25;
/** What is not understood in the address is as if it were not there. */
const Query = z.object({
  status: z.enum(CAMPAIGN_STATUSES).optional().catch(undefined),
  search: z.string().trim().min(1).max(120).optional().catch(undefined),
  cursor: z
    .string()
    .refine((text) => tryDecodeId('campaign', text) !== null)
    .optional()
    .catch(undefined),
});

interface CampaignsPageProps {
  params: Promise<{ siteId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function CampaignsPage({ params, searchParams }: CampaignsPageProps) {
  const [{ siteId }, query] = [await params, Query.parse(await searchParams)];
  const { actor, site } = await loadSite(siteId);
  const [{ items, nextCursor }, segments] = await Promise.all([
    listCampaigns(actor, site.id, { ...query, limit: PAGE_SIZE }),
    listSegments(actor, site.id),
  ]);
  const campaigns = await addCampaignStats(items);
  const path = `/s/${site.id}/campaigns`;
  const isFiltered = Boolean(query.status || query.search);
  const isEmpty = campaigns.length === 0 && !isFiltered && !query.cursor;
  const create = can(actor, 'campaigns.write') ? (
    <Link href={`${path}/new`} className={buttonClass({ variant: 'primary' })}>
      <Plus aria-hidden /> New campaign
    </Link>
  ) : null;
  return (
    <Page>
      <PageHeader title="Campaigns" actions={isEmpty ? null : create} />
      {isEmpty ? null : (
        <AddressAdapter>
          <CampaignFilters />
        </AddressAdapter>
      )}
      <Card>
        {campaigns.length > 0 ? (
          <CompareForm action={`${path}/compare`}>
            <CampaignTable campaigns={campaigns} segments={segments.items} path={path} />
          </CompareForm>
        ) : null}
        {isEmpty ? (
          <EmptyState
            icon={<Megaphone />}
            title="No campaigns yet"
            description="Write a message, choose who gets it, and watch it arrive."
            action={create}
          />
        ) : null}
        {campaigns.length === 0 && !isEmpty ? (
          <EmptyState
            icon={<SearchX />}
            title="No campaign matches"
            description="Try another status or part of the name."
            action={
              <Link href={path} className={buttonClass()}>
                Show all
              </Link>
            }
          />
        ) : null}
      </Card>
      {isEmpty ? null : (
        <div className="mt-2 flex justify-end">
          <DownloadLinks
            what="these campaigns"
            path={`${path}/download`}
            query={{ ...(query.status && { status: query.status }), ...(query.search && { search: query.search }) }}
          />
        </div>
      )}
      <Pager
        path={path}
        query={{ status: query.status, search: query.search }}
        cursor={query.cursor}
        nextCursor={nextCursor}
      />
    </Page>
  );
}
