import { GitCompare } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { loadSite, orNotFound } from '@/app/site-page';
import { ComparedClicks } from '@/components/reports/compared-clicks';
import { ComparisonTable } from '@/components/reports/comparison-table';
import { DownloadLinks } from '@/components/reports/download-links';
import { PrintButton } from '@/components/reports/print-button';
import { Crumb } from '@/components/shell/crumb';
import { buttonClass } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { COMPARED_CAMPAIGNS } from '@/lib/contracts/reports';
import { compareCampaigns } from '@/lib/stats/compare-campaigns';

export const metadata: Metadata = { title: 'Compare campaigns' };

interface ComparePageProps {
  params: Promise<{ siteId: string }>;
  searchParams: Promise<{ campaign?: string | string[] }>;
}

export default async function ComparePage({ params, searchParams }: ComparePageProps) {
  const [{ siteId }, { campaign = [] }] = [await params, await searchParams];
  const { actor, site } = await loadSite(siteId);
  const ids = [...new Set([campaign].flat())];
  const path = `/s/${site.id}/campaigns`;
  const isNumberRight = ids.length >= COMPARED_CAMPAIGNS.min && ids.length <= COMPARED_CAMPAIGNS.max;
  const campaigns = isNumberRight ? await orNotFound(compareCampaigns(actor, site.id, ids)) : [];
  return (
    <Page className="max-w-7xl">
      <Crumb title="Compare" />
      <PageHeader
        title="Compare campaigns"
        description={isNumberRight ? 'The same figures for each; every share says what it is of.' : undefined}
        actions={isNumberRight ? <PrintButton /> : null}
      />
      {isNumberRight ? (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <Card aria-labelledby="compare-figures">
            <CardHeader
              title="Figures"
              titleId="compare-figures"
              actions={
                <DownloadLinks
                  what="this comparison"
                  path={`${path}/compare/download`}
                  query={{ campaigns: ids.join(',') }}
                />
              }
              className="pb-3"
            />
            <ComparisonTable campaigns={campaigns} path={path} />
          </Card>
          <Card aria-labelledby="compare-clicks" className="break-inside-avoid">
            <CardHeader
              title="Clicks since the launch"
              titleId="compare-clicks"
              description="Added up, hour by hour, in the first two days; as far as they have been counted"
              actions={
                <DownloadLinks
                  what="clicks since the launch"
                  path={`${path}/compare/download`}
                  query={{ campaigns: ids.join(','), table: 'clicks' }}
                />
              }
            />
            <CardBody>
              <ComparedClicks campaigns={campaigns} />
            </CardBody>
          </Card>
        </div>
      ) : (
        <Card>
          <EmptyState
            icon={<GitCompare />}
            title={`Choose ${COMPARED_CAMPAIGNS.min} to ${COMPARED_CAMPAIGNS.max} campaigns`}
            description="Tick them in the list of campaigns, and they stand here side by side."
            action={
              <Link href={path} className={buttonClass()}>
                To the campaigns
              </Link>
            }
          />
        </Card>
      )}
    </Page>
  );
}
