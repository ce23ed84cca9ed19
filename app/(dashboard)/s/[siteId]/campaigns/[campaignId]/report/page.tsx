import { ChartNoAxesCombined } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { loadSite, orNotFound } from '@/app/site-page';
import { viewerZone } from '@/app/viewer-zone';
import { CampaignStatusBadge } from '@/components/campaigns/campaign-status';
import { FailureTable } from '@/components/campaigns/failure-table';
import { BreakdownCard } from '@/components/reports/breakdown-card';
import { ButtonCard } from '@/components/reports/button-card';
import { CampaignTabs } from '@/components/reports/campaign-tabs';
import { DownloadLinks } from '@/components/reports/download-links';
import { GoalsCard } from '@/components/reports/goals-card';
import { HeatMap } from '@/components/reports/heat-map';
import { PrintButton } from '@/components/reports/print-button';
import { ReportSeries } from '@/components/reports/report-series';
import { ReportSummary } from '@/components/reports/report-summary';
import { intervalText } from '@/components/reports/series-points';
import { Crumb } from '@/components/shell/crumb';
import { buttonClass } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { AbsoluteTime } from '@/components/ui/relative-time';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import type { HeatCell, ReportDimension } from '@/lib/contracts/reports';
import { campaignReport } from '@/lib/stats/campaign-report';

export const metadata: Metadata = { title: 'Campaign report' };

interface ReportPageProps {
  params: Promise<{ siteId: string; campaignId: string }>;
}

const BREAKDOWNS: { dimension: ReportDimension; title: string; what: string }[] = [
  { dimension: 'browser', title: 'Browsers', what: 'Browser' },
  { dimension: 'os', title: 'Operating systems', what: 'System' },
  { dimension: 'device', title: 'Devices', what: 'Device' },
  { dimension: 'country', title: 'Countries', what: 'Country' },
  { dimension: 'language', title: 'Languages', what: 'Language' },
];

export default async function ReportPage({ params }: ReportPageProps) {
  const { siteId, campaignId } = await params;
  const { actor, site } = await loadSite(siteId);
  const timeZone = await viewerZone();
  const [campaign, report] = await orNotFound(
    Promise.all([getCampaign(actor, campaignId), campaignReport(actor, campaignId, timeZone)]),
  );
  if (campaign.siteId !== site.id) notFound();
  const path = `/s/${site.id}/campaigns/${campaign.id}`;
  const download = (what: string, table: string) => (
    <DownloadLinks what={what} path={`${path}/report/download`} query={{ table, zone: report.timeZone }} />
  );
  const { breakdowns } = report;
  return (
    <Page className="max-w-7xl">
      <Crumb title={campaign.name} />
      <PageHeader
        title={campaign.name}
        badge={<CampaignStatusBadge status={campaign.status} isSeries={campaign.schedule?.kind === 'recurring'} />}
        description={<AsOf asOf={report.asOf} isCurrent={report.isCurrent} wasSent={campaign.launchedAt !== null} />}
        actions={campaign.launchedAt ? <PrintButton /> : null}
        className="mb-4"
      />
      <CampaignTabs path={path} current="report" />
      {campaign.launchedAt === null ? (
        <Card>
          <EmptyState
            icon={<ChartNoAxesCombined />}
            title="Nothing to report yet"
            description="Once it has been sent, this is where it shows who got it, when they clicked, and what failed."
            action={
              <Link href={path} className={buttonClass()}>
                Back to the campaign
              </Link>
            }
          />
        </Card>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <ReportSummary report={report} actions={download('the summary', 'summary')} />
          <GoalsCard
            goals={report.goals}
            clicked={report.stats.clicked}
            clickedByVariant={
              // The hold-out group has no number, and nobody in it clicked.
              new Map(
                breakdowns.variant.flatMap(({ value, clicked }) =>
                  value === 'hold_out' ? [] : [[Number(value), clicked] as const],
                ),
              )
            }
            goalsPath={`/s/${site.id}/goals`}
            actions={download('goals', 'goals')}
          />
          {report.asOf === null ? (
            <Callout title="Still being counted">
              Who got it and when appears here within a minute of the first messages. Reload the page to see it.
            </Callout>
          ) : (
            <>
              <Card aria-labelledby="report-series">
                <CardHeader
                  title="Over time"
                  titleId="report-series"
                  description={`Accepted, shown and first clicks ${intervalText(report.intervalSeconds)}${report.intervalSeconds >= 86_400 ? ' (UTC)' : ', by your clock'}`}
                  actions={download('the time series', 'series')}
                />
                <CardBody>
                  {report.series.length > 0 ? (
                    <ReportSeries series={report.series} intervalSeconds={report.intervalSeconds} />
                  ) : (
                    <p className="text-muted text-sm">No push service has accepted a message so far.</p>
                  )}
                </CardBody>
              </Card>
              <Card aria-labelledby="report-heat" className="break-inside-avoid">
                <CardHeader
                  title="When people click"
                  titleId="report-heat"
                  description={`First clicks by weekday and hour, time zone ${report.timeZone.replaceAll('_', ' ')}`}
                  actions={download('clicks by hour', 'heat_map')}
                  className="pb-3"
                />
                {report.heatMap.length > 0 ? (
                  <HeatMap counts={byHour(report.heatMap)} />
                ) : (
                  <p className="px-5 pb-5 text-muted text-sm">Nobody has clicked so far.</p>
                )}
              </Card>
              {breakdowns.variant.length > 1 ? (
                <BreakdownCard
                  id="report-variant"
                  title="Messages"
                  what="Message"
                  rows={breakdowns.variant}
                  actions={download('messages', 'variant')}
                />
              ) : null}
              <ButtonCard rows={report.buttons} actions={download('clicks by part', 'buttons')} />
              {BREAKDOWNS.map(({ dimension, title, what }) => (
                <BreakdownCard
                  key={dimension}
                  id={`report-${dimension}`}
                  title={title}
                  what={what}
                  rows={breakdowns[dimension]}
                  actions={download(title.toLowerCase(), dimension)}
                />
              ))}
              <p className="text-faint text-sm">
                Accepted, failed, skipped and not known are shares of a group’s audience, received and shown of what was
                accepted, clicked and dismissed of what was shown, converted of who clicked. Where fewer than thirty
                people are meant, both numbers stand in place of a percentage. What a browser did not tell counts as
                unknown; so does everything about people who were erased.
              </p>
            </>
          )}
          <FailureTable reasons={report.failures} sentCount={report.stats.accepted} />
          {report.failures.length > 0 ? (
            <div className="flex items-center justify-end gap-2 text-muted text-sm print:hidden">
              Failures by reason: {download('failures', 'failures')}
            </div>
          ) : null}
        </div>
      )}
    </Page>
  );
}

/** Monday's first hour to Sunday's last, with zeros where nobody clicked. */
function byHour(cells: readonly HeatCell[]): number[] {
  const counts = new Array<number>(7 * 24).fill(0);
  for (const { weekday, hour, clicked } of cells) counts[(weekday - 1) * 24 + hour] = clicked;
  return counts;
}

function AsOf({ asOf, isCurrent, wasSent }: { asOf: string | null; isCurrent: boolean; wasSent: boolean }) {
  if (!wasSent) return 'Not sent yet';
  if (asOf === null) return 'The funnel is live; the rest is being counted';
  return (
    <>
      {isCurrent ? 'Up to date, ' : 'The funnel is live; the rest as of '}
      <AbsoluteTime at={asOf} />
    </>
  );
}
