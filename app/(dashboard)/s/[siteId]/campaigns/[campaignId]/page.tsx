import { Pencil } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { loadSite, orNotFound } from '@/app/site-page';
import { AbTestCard } from '@/components/campaigns/ab-test-card';
import { CampaignActions } from '@/components/campaigns/campaign-actions';
import { CampaignFacts } from '@/components/campaigns/campaign-facts';
import { CampaignLive } from '@/components/campaigns/campaign-live';
import { CampaignStatusBadge } from '@/components/campaigns/campaign-status';
import { MessagePreview } from '@/components/campaigns/message-preview';
import { OccurrencesCard } from '@/components/campaigns/occurrences-card';
import { describeSchedule, seriesDate } from '@/components/campaigns/schedule-text';
import { isEditableSeries } from '@/components/campaigns/series-words';
import { CampaignTabs } from '@/components/reports/campaign-tabs';
import { Crumb } from '@/components/shell/crumb';
import { buttonClass } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Page, PageHeader } from '@/components/ui/page-header';
import { AbsoluteTime, RelativeTime } from '@/components/ui/relative-time';
import { can } from '@/lib/accounts/can';
import type { CampaignSummary } from '@/lib/campaigns/campaign-row';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import { writeDefaults } from '@/lib/campaigns/write-defaults';
import { variantName } from '@/lib/contracts/variant-name';
import { listSegments } from '@/lib/segments/list-segments';
import { nameRuleCampaigns } from '@/lib/segments/rule-campaigns';
import { abTestResult } from '@/lib/stats/ab-test-result';
import { campaignOccurrences } from '@/lib/stats/campaign-occurrences';
import { campaignProgress } from '@/lib/stats/campaign-progress';
import {
  abTestResultAction,
  cancelCampaignAction,
  chooseWinnerAction,
  deleteDraftAction,
  duplicateCampaignAction,
  pauseCampaignAction,
  restoreDraftAction,
  resumeCampaignAction,
  retryCampaignAction,
  setThrottleAction,
  unscheduleCampaignAction,
} from '../actions';

export const metadata: Metadata = { title: 'Campaign' };

interface CampaignPageProps {
  params: Promise<{ siteId: string; campaignId: string }>;
}

export default async function CampaignPage({ params }: CampaignPageProps) {
  const { siteId, campaignId } = await params;
  const { actor, site } = await loadSite(siteId);
  const [campaign, progress, segments] = await orNotFound(
    Promise.all([getCampaign(actor, campaignId), campaignProgress(actor, campaignId), listSegments(actor, site.id)]),
  );
  if (campaign.siteId !== site.id) notFound();
  const isSeries = campaign.schedule?.kind === 'recurring';
  const nextDate =
    campaign.schedule?.kind === 'recurring' && isEditableSeries(campaign) && campaign.nextAt
      ? seriesDate(campaign.nextAt, campaign.schedule.timezone)
      : null;
  const [occurrences, abTest] = await Promise.all([
    isSeries ? campaignOccurrences(actor, campaign.id) : null,
    campaign.abTest && campaign.launchedAt ? abTestResult(actor, campaign.id) : null,
  ]);
  const downloadPath = `/s/${site.id}/campaigns/${campaign.id}/download`;
  const { status } = progress;
  const canWrite = can(actor, 'campaigns.write');
  const canSend = can(actor, 'campaigns.send');
  const [origin] = site.allowedOrigins;
  const { audience } = campaign;
  const named = 'include' in audience ? [...audience.include, ...(audience.exclude ?? [])] : [];
  const used = segments.items.filter(({ id }) => named.includes(id));
  const shown = messageOf(campaign, abTest?.winner ?? null);
  const campaigns = await nameRuleCampaigns(
    actor,
    site.id,
    used.map(({ rule }) => rule),
  );
  const facts = (
    <CampaignFacts campaign={campaign} segments={segments.items} campaigns={campaigns} basePath={`/s/${site.id}`} />
  );
  return (
    <Page className="max-w-7xl">
      <Crumb title={campaign.name} />
      <PageHeader
        title={campaign.name}
        badge={<CampaignStatusBadge status={status} isSeries={isSeries} />}
        description={<WhenText campaign={campaign} />}
        actions={
          <>
            <CampaignActions
              name={campaign.name}
              listPath={`/s/${site.id}/campaigns`}
              status={status}
              isSeries={isSeries}
              campaignId={campaign.id}
              progress={{ stats: progress.stats, planned: progress.planned }}
              waitingCount={abTest && !abTest.winner ? abTest.restCount : 0}
              throttlePerMinute={campaign.throttlePerMinute}
              setThrottle={setThrottleAction.bind(null, campaign.id)}
              canSend={canSend}
              canWrite={canWrite}
              actions={{
                cancel: cancelCampaignAction.bind(null, campaign.id),
                pause: pauseCampaignAction.bind(null, campaign.id),
                resume: resumeCampaignAction.bind(null, campaign.id),
                unschedule: unscheduleCampaignAction.bind(null, site.id, campaign.id),
                duplicate: duplicateCampaignAction.bind(null, site.id, campaign.id),
                remove: deleteDraftAction.bind(null, campaign.id),
                restore: restoreDraftAction.bind(null, campaign.id),
              }}
            />
            {canWrite && (status === 'draft' || (nextDate && canSend)) ? (
              <Link
                href={`/s/${site.id}/campaigns/${campaign.id}/edit`}
                className={buttonClass({ variant: status === 'paused' ? 'secondary' : 'primary' })}
              >
                <Pencil aria-hidden /> Edit
              </Link>
            ) : null}
          </>
        }
      />
      {campaign.launchedAt ? <CampaignTabs path={`/s/${site.id}/campaigns/${campaign.id}`} current="campaign" /> : null}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-6 xl:grid-cols-[minmax(0,1fr)_28.5rem]">
        <div className="grid min-w-0 gap-4">
          {occurrences && campaign.schedule?.kind === 'recurring' ? (
            <OccurrencesCard
              schedule={campaign.schedule}
              occurrences={occurrences}
              isPaused={status === 'paused'}
              downloadPath={downloadPath}
            />
          ) : null}
          {abTest ? (
            <AbTestCard
              initial={abTest}
              status={status}
              titles={variantTitles(campaign)}
              downloadPath={downloadPath}
              refresh={abTestResultAction.bind(null, campaign.id)}
              choose={canSend ? chooseWinnerAction.bind(null, campaign.id) : undefined}
            />
          ) : null}
          {campaign.launchedAt ? (
            <CampaignLive
              campaignId={campaign.id}
              initial={progress}
              isSeries={isSeries || campaign.abTest !== null}
              retry={canSend ? retryCampaignAction.bind(null, campaign.id) : undefined}
            />
          ) : (
            <div className="grid gap-4">
              <Callout title={NOT_SENT[status]?.title ?? 'Not sent'}>{NOT_SENT[status]?.text}</Callout>
              {facts}
            </div>
          )}
        </div>
        <aside aria-label="Message and audience" className="grid min-w-0 gap-4">
          <Card aria-labelledby="campaign-message">
            <CardHeader title="Message" titleId="campaign-message" />
            <CardBody className="grid grid-cols-[minmax(0,1fr)] gap-3">
              <MessagePreview
                message={shown.message}
                siteName={site.name}
                siteHost={origin ? new URL(origin).host : site.name}
              />
              {shown.note ? <p className="text-muted text-sm">{shown.note}</p> : null}
              {nextDate ? (
                <p className="text-muted text-sm">
                  {status === 'paused'
                    ? 'What the next date says once you resume it.'
                    : `What it says from ${nextDate} on.`}
                  {status === 'scheduled' ? null : ' Dates that have gone out keep what they said.'}
                </p>
              ) : null}
            </CardBody>
          </Card>
          {campaign.launchedAt ? facts : null}
        </aside>
      </div>
    </Page>
  );
}

/** What most get of an A/B test, the winner, or A while there is none; and personal words as someone unknown gets them. */
function messageOf({ abTest, message }: CampaignSummary, winner: string | null) {
  const won = abTest?.variants.find((_, position) => variantName(position) === winner);
  const own = { ...message, ...won?.message };
  const written = writeDefaults(own);
  const isPersonal = (['title', 'body', 'url'] as const).some((key) => (own[key] ?? '') !== (written[key] ?? ''));
  const notes = [
    abTest && (winner ? `Variant ${winner}, the winner.` : 'Variant A.'),
    isPersonal && 'Personal words are shown as someone you know nothing about gets them.',
  ];
  return { message: written, note: notes.filter(Boolean).join(' ') };
}

function variantTitles({ abTest, message }: CampaignSummary): Record<string, string> {
  const titles = abTest?.variants.map((variant) => String(variant.message?.title ?? message.title ?? '')) ?? [];
  return Object.fromEntries(titles.map((title, position) => [variantName(position), title]));
}

const NOT_SENT: Partial<Record<CampaignSummary['status'], { title: string; text: string }>> = {
  draft: { title: 'Still a draft', text: 'Its figures appear here once it has been sent.' },
  scheduled: {
    title: 'Waiting for its time',
    text: 'It starts by itself, also when nobody is signed in. Who matches at that moment gets it.',
  },
  cancelled: { title: 'Cancelled before it was sent', text: 'Nobody got it. Duplicate it to use its message again.' },
};

function WhenText({ campaign }: { campaign: CampaignSummary }) {
  const { schedule, nextAt } = campaign;
  if (schedule && (schedule.kind === 'recurring' ? campaign.status !== 'draft' : campaign.status === 'scheduled')) {
    return (
      <>
        {describeSchedule(schedule)}
        {nextAt && campaign.status !== 'paused' ? (
          <>
            ; next date <RelativeTime at={nextAt} />
          </>
        ) : null}
        {schedule.kind === 'best_time' && campaign.sendAt ? (
          <>
            : starts <AbsoluteTime at={campaign.sendAt} /> (<RelativeTime at={campaign.sendAt} />)
          </>
        ) : null}
      </>
    );
  }
  if (campaign.status === 'scheduled' && campaign.sendAt) {
    return (
      <>
        Goes out <AbsoluteTime at={campaign.sendAt} /> (<RelativeTime at={campaign.sendAt} />)
      </>
    );
  }
  if (!campaign.launchedAt) {
    return (
      <>
        Last edited <RelativeTime at={campaign.updatedAt} />
      </>
    );
  }
  return (
    <>
      Started <AbsoluteTime at={campaign.launchedAt} />
      {campaign.finishedAt ? (
        <>
          , finished <RelativeTime at={campaign.finishedAt} />
        </>
      ) : null}
    </>
  );
}
