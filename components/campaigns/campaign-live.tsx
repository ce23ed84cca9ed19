'use client';

import { RotateCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { formatCount, formatDuration, formatNumber, formatShare } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import { RelativeTime } from '@/components/ui/relative-time';
import { toast } from '@/components/ui/toast';
import type { CampaignProgress, WaitingZones } from '@/lib/contracts/campaigns';
import { alertText, pushServiceName } from '@/lib/contracts/failure-reasons';
import { STATUS_TEXT } from './campaign-status';
import { FailureTable } from './failure-table';
import { Funnel, FunnelMeanings, FunnelRest } from './funnel';
import { zoneName } from './schedule-text';
import { TicksChart } from './ticks-chart';
import { tellProgress } from './told-progress';
import { useLiveProgress } from './use-live-progress';

interface CampaignLiveProps {
  campaignId: string;
  initial: CampaignProgress;
  /** A recurring one: between its dates nothing is being sent. */
  isSeries: boolean;
  /** Tries again what push services refused; absent without the permission. */
  retry?: () => Promise<ActionState>;
}

/** The campaign's figures, live: progress, alerts, funnel, chart, failures. Right after a reload, too. */
export function CampaignLive({ campaignId, initial, isSeries, retry }: CampaignLiveProps) {
  const { progress, state } = useLiveProgress(campaignId, initial);
  useEffect(() => tellProgress(campaignId, progress), [campaignId, progress]);
  const router = useRouter();
  // The header and its buttons are the server's: they follow a change of status.
  const status = useRef(initial.status);
  useEffect(() => {
    if (status.current === progress.status) return;
    status.current = progress.status;
    router.refresh();
  }, [progress.status, router]);
  const isMoving = progress.status === 'running' || progress.status === 'paused';
  return (
    <div className="grid gap-4">
      {isMoving && (!isSeries || progress.stats.pending > 0) ? <SendingCard progress={progress} /> : null}
      <Announcer progress={progress} />
      {progress.alerts.map((alert) => {
        const text = alertText(alert.code);
        return (
          <Callout
            key={`${alert.code} ${alert.pushService}`}
            tone="danger"
            title={`${text.title} · ${pushServiceName(alert.pushService)}`}
          >
            <p>{text.remedy}</p>
            {alert.detail ? (
              <p className="mt-1 text-muted [overflow-wrap:anywhere]">
                Its answer, {formatCount(alert.count, 'time')}: {alert.detail}
              </p>
            ) : null}
            {retry && progress.status === 'running' ? <RetryButton retry={retry} /> : null}
            {progress.status === 'paused' ? <p className="mt-1">It is tried again when you resume.</p> : null}
          </Callout>
        );
      })}
      <Card aria-labelledby="campaign-funnel">
        <CardHeader
          title="From audience to click"
          titleId="campaign-funnel"
          actions={<LiveBadge state={state} isMoving={isMoving} />}
        />
        <CardBody className="grid gap-4">
          <Funnel stats={progress.stats} />
          <FunnelRest stats={progress.stats} />
          <FunnelMeanings />
        </CardBody>
      </Card>
      {progress.ticks.length > 1 ? (
        <Card aria-labelledby="campaign-time">
          <CardHeader title="Over time" titleId="campaign-time" />
          <CardBody>
            <TicksChart ticks={progress.ticks} tickSeconds={progress.tickSeconds} />
          </CardBody>
        </Card>
      ) : null}
      <FailureTable reasons={progress.reasons} sentCount={progress.stats.accepted} />
    </div>
  );
}

/** After the remedy: by itself it would be tried again ever more rarely, at most an hour later. */
function RetryButton({ retry }: { retry: () => Promise<ActionState> }) {
  const [isPending, startTransition] = useTransition();
  const run = () =>
    startTransition(async () => {
      const answer = await retry();
      if (answer.status === 'failed') toast.error('Not tried again', { description: answer.message });
      else toast.success('Trying again');
    });
  return (
    <Button size="sm" className="mt-2" pending={isPending} onClick={run}>
      <RotateCw aria-hidden /> Try again now
    </Button>
  );
}

function SendingCard({ progress }: { progress: CampaignProgress }) {
  const { stats, planned, ratePerSecond, secondsLeft, status, waiting } = progress;
  const settled = stats.audience - stats.pending;
  return (
    <Card aria-label="Sending">
      <CardBody className="grid gap-3">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
          <p className="flex items-baseline gap-2">
            <span className="tabular font-semibold text-2xl tracking-tight">
              {formatShare(settled, stats.audience)}
            </span>
            <span className="tabular text-muted text-sm">
              {formatNumber(settled)} of {formatNumber(stats.audience)}
              {planned ? '' : ' so far; still gathering the audience'}
            </span>
          </p>
          <p className="tabular text-muted text-sm">
            {status === 'paused'
              ? 'Paused: nothing goes out until you resume; what waits beyond its time to keep trying expires'
              : [
                  ratePerSecond ? formatPace(ratePerSecond) : '',
                  secondsLeft === null ? '' : `about ${formatDuration(roughly(secondsLeft))} left`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
          </p>
        </div>
        <Progress
          label="Sent so far"
          value={stats.audience > 0 ? settled : null}
          max={Math.max(1, stats.audience)}
          tone={status === 'paused' ? 'warning' : 'accent'}
          className="h-2"
        />
        {waiting ? <WaitingText waiting={waiting} /> : null}
      </CardBody>
    </Card>
  );
}

/** A slow one by the minute, as the pace is set. */
function formatPace(perSecond: number): string {
  if (perSecond >= 10) return `${formatNumber(Math.ceil(perSecond))} per second`;
  return `${formatNumber(Math.round(perSecond * 60))} per minute`;
}

/** From ten minutes on, whole minutes: seconds of an estimate that jumps by more say nothing. */
const roughly = (seconds: number) => (seconds < 600 ? seconds : Math.round(seconds / 60) * 60);

/** "Next: 09:00 in Europe/Paris and 12 more time zones, in 3 hours, 1,240 people". */
function WaitingText({ waiting }: { waiting: WaitingZones }) {
  const { next, subscriberCount, lastAt } = waiting;
  const named = next.timezones.find((timezone) => timezone !== '');
  const others = next.timezoneCount - (named ? 1 : 0);
  const where = named
    ? `${formatTime(next.at, named)} in ${zoneName(named)}${others > 0 ? ` and ${formatCount(others, 'more time zone')}` : ''}`
    : 'where the time zone is unknown';
  return (
    <p className="tabular text-muted text-sm">
      Next: {where}, <RelativeTime at={next.at} />, {formatCount(next.subscriberCount, 'person', 'people')}.{' '}
      {subscriberCount > next.subscriberCount ? (
        <>
          {formatCount(subscriberCount, 'person waits', 'people wait')} for their time in all; the last of them get it{' '}
          <RelativeTime at={lastAt} />.
        </>
      ) : null}
    </p>
  );
}

function formatTime(at: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(at));
}

/** Tells screen readers how far it is, every ten per cent and at the end, not at each tick. */
function Announcer({ progress }: { progress: CampaignProgress }) {
  const { stats, status } = progress;
  const tenth = stats.audience > 0 ? Math.floor(((stats.audience - stats.pending) / stats.audience) * 10) * 10 : 0;
  const [said, setSaid] = useState('');
  useEffect(() => {
    setSaid(status === 'running' ? `${tenth}% sent` : `Campaign ${STATUS_TEXT[status].label.toLowerCase()}`);
  }, [status, tenth]);
  return (
    <p className="sr-only" aria-live="polite">
      {said}
    </p>
  );
}

function LiveBadge({ state, isMoving }: { state: ReturnType<typeof useLiveProgress>['state']; isMoving: boolean }) {
  if (state === 'reconnecting') return <Badge tone="warning">Reconnecting; figures may be old</Badge>;
  if (state === 'live')
    return (
      <Badge tone={isMoving ? 'accent' : 'neutral'} dot={isMoving ? 'pulse' : true}>
        Live
      </Badge>
    );
  return null;
}
