import { ExternalLink, Plus, Users } from 'lucide-react';
import Link from 'next/link';
import { loadSite } from '@/app/site-page';
import { activeByDay } from '@/components/overview/active-by-day';
import { Checklist } from '@/components/overview/checklist';
import { firstSteps } from '@/components/overview/first-steps';
import { GrowthChart } from '@/components/overview/growth-chart';
import { RecentCampaigns } from '@/components/overview/recent-campaigns';
import { TopValues } from '@/components/overview/top-values';
import { FirstTestButton } from '@/components/site/first-test-button';
import { buttonClass } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { formatNumber } from '@/components/ui/format';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Stat, StatGroup } from '@/components/ui/stat';
import { can } from '@/lib/accounts/can';
import { hasSentTest } from '@/lib/campaigns/has-sent-test';
import { siteOverview } from '@/lib/stats/site-overview';
import { firstSubscriberAction, sendFirstTestAction } from './install/actions';

const SHOWN_VALUES = 5;

export default async function OverviewPage({ params }: { params: Promise<{ siteId: string }> }) {
  const { actor, site } = await loadSite((await params).siteId);
  const overview = await siteOverview(actor, site.id);
  const base = `/s/${site.id}`;
  const canWrite = can(actor, 'campaigns.write');
  const days = activeByDay(overview.activeCount, overview.growth);
  const newCount = days.reduce((sum, day) => sum + day.newCount, 0);
  const endedCount = days.reduce((sum, day) => sum + day.endedCount, 0);
  const today = days.at(-1);
  const hasSubscribers = overview.activeCount + newCount + endedCount > 0;
  const wasTested = await hasSentTest(actor, site.id);
  const newest = hasSubscribers && !wasTested && !site.isSimulated ? await firstSubscriberAction(site.id) : null;
  const act = newest?.mayBeOwn ? (
    <FirstTestButton siteId={site.id} subscriberId={newest.id} send={sendFirstTestAction} />
  ) : null;
  const steps = firstSteps(site, overview, { hasSubscribers, hasSentTest: wasTested, sendTest: act });
  return (
    <Page>
      <PageHeader
        title="Overview"
        actions={
          hasSubscribers &&
          canWrite && (
            <Link href={`${base}/campaigns/new`} className={buttonClass({ variant: 'primary' })}>
              <Plus aria-hidden="true" />
              New campaign
            </Link>
          )
        }
      />
      <div className="grid gap-6">
        {site.isSimulated && (
          <Callout
            tone="warning"
            title="Everyone here is simulated"
            action={
              <a href="/demo" target="_blank" rel="noreferrer" className={buttonClass({ size: 'sm' })}>
                Demo page
                <ExternalLink aria-hidden="true" />
                <span className="sr-only">(opens in a new tab)</span>
              </a>
            }
          >
            Programs play the subscribers: they receive, show, click, dismiss and some order. No message leaves this
            machine.
          </Callout>
        )}
        {canWrite && steps.some((step) => !step.isDone) && <Checklist steps={steps} />}
        {hasSubscribers ? (
          <>
            <StatGroup>
              <Stat label="Active subscribers" value={overview.activeCount} detail="right now" />
              <Stat
                label="New"
                value={newCount}
                detail={`last ${days.length} days, ${formatNumber(today?.newCount ?? 0)} today`}
              />
              <Stat
                label="Left"
                value={endedCount}
                detail={`last ${days.length} days, ${formatNumber(today?.endedCount ?? 0)} today`}
              />
              <Stat
                label="Net growth"
                value={`${newCount > endedCount ? '+' : ''}${formatNumber(newCount - endedCount)}`}
                detail={`last ${days.length} days`}
              />
            </StatGroup>
            <GrowthChart days={days} />
            <RecentCampaigns siteId={site.id} campaigns={overview.lastCampaigns} canWrite={canWrite} />
            <div className="grid gap-6 sm:max-xl:grid-cols-2 sm:max-xl:*:first:col-span-2 xl:grid-cols-3">
              <TopValues
                title="Browsers"
                kind="browser"
                items={overview.browsers.slice(0, SHOWN_VALUES)}
                total={overview.activeCount}
                downloadPath={`${base}/download`}
              />
              <TopValues
                title="Countries"
                kind="country"
                items={overview.countries.slice(0, SHOWN_VALUES)}
                total={overview.activeCount}
                downloadPath={`${base}/download`}
              />
              <TopValues
                title="Languages"
                kind="language"
                items={overview.languages.slice(0, SHOWN_VALUES)}
                total={overview.activeCount}
                downloadPath={`${base}/download`}
              />
            </div>
          </>
        ) : (
          <Card>
            <EmptyState
              icon={<Users />}
              title="No subscribers yet"
              description="Growth, browsers and countries appear here with the first person who says yes on your site."
              action={
                <Link href={`${base}/install`} className={buttonClass({ variant: 'primary' })}>
                  Install on your site
                </Link>
              }
            />
          </Card>
        )}
      </div>
    </Page>
  );
}
