import { TrendingUp } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { z } from 'zod';
import { loadSite } from '@/app/site-page';
import { AskedCard } from '@/components/reports/asked-card';
import { CountedShare } from '@/components/reports/counted-share';
import { DownloadLinks } from '@/components/reports/download-links';
import { GrowthDays } from '@/components/reports/growth-days';
import { PrintButton } from '@/components/reports/print-button';
import { promptName } from '@/components/reports/prompt-names';
import { buttonClass } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { formatNumber, formatShare } from '@/components/ui/format';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Stat, StatGroup } from '@/components/ui/stat';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow, TableRowHeader } from '@/components/ui/table';
import { GROWTH_DAYS, type SiteGrowth } from '@/lib/contracts/growth';
import { siteGrowth } from '@/lib/stats/site-growth';

export const metadata: Metadata = { title: 'Growth' };

const Days = z.coerce.number().pipe(z.literal(GROWTH_DAYS)).catch(90);
const LABELS = { 30: '30 days', 90: '90 days', 365: 'Year' } as const;

interface GrowthPageProps {
  params: Promise<{ siteId: string }>;
  searchParams: Promise<{ days?: string | string[] }>;
}

export default async function GrowthPage({ params, searchParams }: GrowthPageProps) {
  const [{ siteId }, query] = [await params, await searchParams];
  const { actor, site } = await loadSite(siteId);
  const days = Days.parse(query.days);
  const growth = await siteGrowth(actor, site.id, days);
  const path = `/s/${site.id}`;
  const gained = growth.daily.reduce((sum, day) => sum + day.gained, 0);
  const lost = growth.daily.reduce((sum, day) => sum + day.unsubscribed + day.gone, 0);
  const download = (what: string, table: string) => (
    <DownloadLinks what={what} path={`${path}/growth/download`} query={{ table, days: String(days) }} />
  );
  const isEmpty = growth.activeCount === 0 && gained === 0 && lost === 0;
  return (
    <Page>
      <PageHeader
        title="Growth"
        description={isEmpty ? undefined : `Who came and who went in the last ${days} days; days are those of UTC.`}
        actions={isEmpty ? null : <PrintButton />}
      />
      {isEmpty ? (
        <Card>
          <EmptyState
            icon={<TrendingUp />}
            title="Nobody yet"
            description="Once visitors subscribe, this is where it shows how many come, how many leave, and what made them."
            action={
              <Link href={`${path}/install`} className={buttonClass({ variant: 'primary' })}>
                Install the snippet
              </Link>
            }
          />
        </Card>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <nav aria-label="Period" className="flex w-fit gap-0.5 rounded-md bg-subtle p-0.5 print:hidden">
            {GROWTH_DAYS.map((each) => (
              <Link
                key={each}
                href={`${path}/growth?days=${each}`}
                aria-current={each === days ? 'page' : undefined}
                className={cn(
                  'rounded-sm px-2.5 py-1 font-medium text-sm',
                  each === days ? 'bg-surface text-fg shadow-sm dark:bg-subtle-strong' : 'text-muted hover:text-fg',
                )}
              >
                {LABELS[each]}
              </Link>
            ))}
          </nav>
          <StatGroup>
            <Stat
              label="Active now"
              value={growth.activeCount}
              detail={`${formatNumber(growth.activeAtStart)} at the start`}
            />
            <Stat label="Came" value={gained} detail="new subscribers" />
            <Stat label="Left" value={lost} detail="unsubscribed or gone" />
            <Stat
              label="Churn"
              value={formatShare(lost, growth.activeAtStart + gained)}
              detail={`${formatNumber(lost)} of the ${formatNumber(growth.activeAtStart + gained)} who were here or came`}
            />
          </StatGroup>
          <Card aria-labelledby="growth-days">
            <CardHeader
              title={days > 120 ? 'By week' : 'By day'}
              titleId="growth-days"
              description="Who came back after leaving counts as new; what became of people is as it is now."
              actions={download('growth by day', 'daily')}
            />
            <CardBody>
              <GrowthDays daily={growth.daily} />
            </CardBody>
          </Card>
          <AskedCard asked={growth.asked} actions={download('answers by prompt', 'asked')} />
          <Prompts prompts={growth.prompts} actions={download('opt-ins by prompt', 'prompts')} />
          <Unsubscribes
            rows={growth.unsubscribes}
            path={`${path}/campaigns`}
            actions={download('unsubscribes by campaign', 'unsubscribes')}
          />
        </div>
      )}
    </Page>
  );
}

function Prompts({ prompts, actions }: { prompts: SiteGrowth['prompts']; actions: React.ReactNode }) {
  const all = prompts.reduce((sum, { granted }) => sum + granted, 0);
  return (
    <Card aria-labelledby="growth-prompts" className="break-inside-avoid">
      <CardHeader
        title="What they agreed to"
        titleId="growth-prompts"
        description="Everyone who said yes, by what they answered, as the consent records have it; imports and the API among them."
        actions={actions}
        className="pb-3"
      />
      {prompts.length === 0 ? (
        <p className="px-5 pb-5 text-muted text-sm">Nobody has answered in this period.</p>
      ) : (
        <Table label="Opt-ins by prompt" narrow="table">
          <TableHead>
            <TableHeader className="rounded-none!">Asked by</TableHeader>
            <TableHeader numeric>Said yes</TableHeader>
            <TableHeader numeric className="rounded-none!">
              Took it back
            </TableHeader>
          </TableHead>
          <TableBody>
            {prompts.map(({ prompt, granted, withdrawn }) => (
              <TableRow key={prompt}>
                <TableRowHeader>{promptName(prompt)}</TableRowHeader>
                <TableCell numeric>
                  <CountedShare count={granted} total={all} />
                </TableCell>
                <TableCell numeric>{formatNumber(withdrawn)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

interface UnsubscribesProps {
  rows: SiteGrowth['unsubscribes'];
  path: string;
  actions: React.ReactNode;
}

function Unsubscribes({ rows, path, actions }: UnsubscribesProps) {
  return (
    <Card aria-labelledby="growth-unsubscribes">
      <CardHeader
        title="What they left over"
        titleId="growth-unsubscribes"
        description="Unsubscribed within 24 hours of a campaign’s message being accepted, with no later campaign between; shares are of what was accepted."
        actions={actions}
        className="pb-3"
      />
      {rows.length === 0 ? (
        <p className="px-5 pb-5 text-muted text-sm">Nobody has left within a day of a campaign in this period.</p>
      ) : (
        <Table label="Unsubscribed by campaign" narrow="table">
          <TableHead>
            <TableHeader className="rounded-none!">Campaign</TableHeader>
            <TableHeader numeric className="rounded-none!">
              Unsubscribed
            </TableHeader>
          </TableHead>
          <TableBody>
            {rows.map(({ campaignId, name, unsubscribed, accepted }) => (
              <TableRow key={campaignId}>
                <TableRowHeader>
                  <Link href={`${path}/${campaignId}/report`} className="underline-offset-4 hover:underline">
                    {name}
                  </Link>
                </TableRowHeader>
                <TableCell numeric>
                  <CountedShare count={unsubscribed} total={accepted} />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}
