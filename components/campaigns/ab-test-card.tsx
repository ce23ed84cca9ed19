'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { DownloadLinks } from '@/components/reports/download-links';
import { type ActionState, answerOf } from '@/components/ui/action-state';
import { Badge } from '@/components/ui/badge';
import { Callout } from '@/components/ui/callout';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { formatCount, formatNumber } from '@/components/ui/format';
import { AbsoluteTime } from '@/components/ui/relative-time';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import type { AbTestResult, AbVariantStats } from '@/lib/contracts/ab-tests';
import type { CampaignStatus } from '@/lib/contracts/campaigns';
import { TELLING_PROBABILITY } from '@/lib/contracts/limits';
import { AbMethod } from './ab-method';
import { LazyConfirm } from './lazy-confirm';

/** Slower than the funnel beside it: a test is not decided by the second. */
const REFRESH_MS = 10_000;

interface AbTestCardProps {
  initial: AbTestResult;
  status: CampaignStatus;
  /** By letter. */
  titles: Record<string, string>;
  /** `/s/{siteId}/campaigns/{campaignId}/download` */
  downloadPath: string;
  refresh: () => Promise<ActionState<AbTestResult>>;
  /** Absent without the permission. */
  choose?: (variant: string) => Promise<ActionState>;
}

/** The variants side by side, how sure it is which one is best, and what the rest gets. */
export function AbTestCard({ initial, status, titles, downloadPath, refresh, choose }: AbTestCardProps) {
  const [result, setResult] = useState(initial);
  const router = useRouter();
  // After an action the server's answer is newer.
  useEffect(() => setResult(initial), [initial]);
  // The message beside it is the winner's, and who would still be stopped is another number.
  const isNews = result.winner !== initial.winner;
  useEffect(() => {
    if (isNews) router.refresh();
  }, [isNews, router]);
  useEffect(() => {
    const timer = setInterval(async () => {
      if (document.hidden) return;
      const answer = await refresh().catch(() => null);
      if (answer?.data) setResult(answer.data);
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  const isOpen = (result.phase === 'testing' || result.phase === 'asking') && result.restCount > 0;
  // None is urged on anybody while it is too close to call.
  const clear = result.variants.find(
    (one) => one.variant === result.leading && one.bestProbability >= TELLING_PROBABILITY,
  )?.variant;
  const canChoose = choose && isOpen && status === 'running';
  const scale = Math.max(...result.variants.map(({ accepted, high }) => (accepted > 0 ? (high ?? 0) : 0)), 0.0001);
  return (
    <Card aria-labelledby="campaign-ab">
      <CardHeader
        title="A/B test"
        titleId="campaign-ab"
        actions={
          <>
            <PhaseBadge result={result} />
            <DownloadLinks what="the variants" path={downloadPath} query={{ table: 'variants' }} />
          </>
        }
      />
      <CardBody className="grid gap-4">
        <p className="font-medium" aria-live="polite">
          {result.summary}
        </p>
        {result.phase === 'asking' ? (
          <Callout tone="warning" title="Choose a variant">
            It was too close to call when the time had come.{' '}
            {formatCount(result.restCount, 'subscriber waits', 'subscribers wait')}.
          </Callout>
        ) : null}
        {result.goal ? (
          <p className="text-muted text-sm">
            What counts is who reached “{result.goal.name}” within {formatCount(result.goal.windowHours, 'hour')} after
            a click.
            {result.goal.isArchived ? ' The goal has ended, so that nothing is decided by itself any more.' : null}
          </p>
        ) : null}
        <p className="text-muted text-sm">
          <RestText result={result} status={status} />
        </p>
      </CardBody>
      <Table label="Variants">
        <TableHead>
          <TableHeader>Variant</TableHeader>
          <TableHeader numeric>Sent</TableHeader>
          <TableHeader numeric>Clicked</TableHeader>
          {result.goal ? (
            <TableHeader numeric title={`Reached “${result.goal.name}” after a click`}>
              Reached <span className="sr-only">“{result.goal.name}”</span>
            </TableHeader>
          ) : null}
          <TableHeader>{result.goal ? 'Goal rate' : 'Click rate'}, 95 % interval</TableHeader>
          <TableHeader numeric>Best</TableHeader>
        </TableHead>
        <TableBody>
          {result.variants.map((variant) => (
            <TableRow key={variant.variant}>
              <TableCell at="name" className="min-w-40 max-w-52 whitespace-normal">
                <span className="flex items-baseline gap-2">
                  <span className="font-semibold">{variant.variant}</span>
                  <span className="line-clamp-2 text-muted" title={titles[variant.variant]}>
                    {titles[variant.variant]}
                  </span>
                </span>
                {result.winner === variant.variant ? (
                  <Badge tone="success" className="mt-1">
                    Winner
                  </Badge>
                ) : null}
              </TableCell>
              <TableCell numeric label="Sent">
                {formatNumber(variant.accepted)}
              </TableCell>
              <TableCell numeric label="Clicked">
                {formatNumber(variant.clicked)}
              </TableCell>
              {result.goal ? (
                <TableCell numeric label="Reached">
                  {formatNumber(variant.converted ?? 0)}
                </TableCell>
              ) : null}
              <TableCell at="line" label={`${result.goal ? 'Goal rate' : 'Click rate'}, 95 % interval`}>
                <Interval variant={variant} scale={scale} />
              </TableCell>
              <TableCell numeric label="Best" at={result.leading ? undefined : 'hidden'}>
                {result.leading ? probability(variant.bestProbability) : '–'}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <CardBody className="border-line border-t">
        <AbMethod rate={result.goal ? 'goal rate' : 'click rate'} />
      </CardBody>
      {/* Under the table, which may scroll sideways on a tablet: what is to be pressed stays in view. */}
      {canChoose ? (
        <CardBody className="flex flex-wrap gap-2 border-line border-t">
          {result.variants.map(({ variant }) => (
            <LazyConfirm
              key={variant}
              button={{ size: 'sm', variant: variant === clear ? 'primary' : 'secondary' }}
              label={`Send ${variant} to the remaining ${formatNumber(result.restCount)}`}
              tone="primary"
              title={`Send ${variant} to the remaining ${formatNumber(result.restCount)}?`}
              description="They get it now, and the test is decided: it cannot be chosen again. Messages of the test that are still on their way go out as they are."
              confirmLabel={`Send ${variant} now`}
              onConfirm={async () => {
                const answer = await answerOf(choose(variant));
                if (answer.status === 'failed') toast.error('Not sent', { description: answer.message });
                else toast.success(`${variant} goes to the rest`);
                router.refresh();
              }}
            />
          ))}
        </CardBody>
      ) : null}
      {result.heldOutCount > 0 ? (
        <CardBody className={canChoose ? 'pt-0' : undefined}>
          <p className="text-muted text-sm">
            {formatCount(result.heldOutCount, 'subscriber is', 'subscribers are')} in the hold-out group and got
            nothing.
          </p>
        </CardBody>
      ) : null}
    </Card>
  );
}

function PhaseBadge({ result }: { result: AbTestResult }) {
  if (result.phase === 'decided') return <Badge tone="success">{result.winner} won</Badge>;
  if (result.phase === 'asking') return <Badge tone="warning">Needs you</Badge>;
  if (result.phase === 'testing') return <Badge tone="accent">{result.restCount > 0 ? 'Testing' : 'Running'}</Badge>;
  return <Badge tone="neutral">Ended</Badge>;
}

function RestText({ result, status }: { result: AbTestResult; status: CampaignStatus }) {
  const { phase, restCount, decidesAt, winner, decidedBy, decidedAt, isRestCounted } = result;
  if (phase === 'decided') {
    const who = {
      person: 'chosen by hand',
      confidence: 'clear enough by its rule',
      leading: 'leading when the time had come',
    };
    return (
      <>
        {winner} was {decidedBy ? who[decidedBy] : 'chosen'}
        {decidedAt ? (
          <>
            , <AbsoluteTime at={decidedAt} />
          </>
        ) : null}
        , and {status === 'done' ? 'went' : 'goes'} to the remaining {formatNumber(restCount)}.
      </>
    );
  }
  if (restCount === 0)
    return isRestCounted ? (
      <>Everyone {phase === 'finished' ? 'got' : 'gets'} one of the variants.</>
    ) : (
      <>The audience is being gathered.</>
    );
  const rest = `${formatCount(restCount, 'subscriber waits', 'subscribers wait')} for the best variant`;
  if (phase === 'finished') return <>It ended without a winner: {formatNumber(restCount)} got nothing.</>;
  if (status === 'paused') return <>{rest}. Nothing is decided while the campaign is paused.</>;
  if (phase === 'asking' || !decidesAt) return <>{rest}.</>;
  return (
    <>
      {rest}, which is decided by itself <AbsoluteTime at={decidesAt} /> at the latest. You can choose earlier.
    </>
  );
}

/** The rate as a mark on its interval; the same scale for all variants. */
function Interval({ variant, scale }: { variant: AbVariantStats; scale: number }) {
  const { low, high } = variant;
  const rate = variant.converted === null ? variant.clickRate : variant.conversionRate;
  if (rate === null || low === null || high === null) return <span className="text-muted">–</span>;
  const at = (share: number) => (share / scale) * 100;
  return (
    // The mark under the numbers: side by side they are too wide for the card, and the last column is cut off.
    <span className="grid w-36 gap-1 narrow:w-auto">
      <span className="tabular flex items-baseline justify-between gap-2">
        {percent(rate)}
        <span className="whitespace-nowrap text-muted text-xs">
          {percent(low)} to {percent(high)}
        </span>
      </span>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" className="block h-2 w-full">
        <rect x="0" y="4.5" width="100" height="1" className="fill-line" />
        <rect x={at(low)} y="2" width={Math.max(0.5, at(high) - at(low))} height="6" className="fill-accent-line" />
        <rect x={Math.max(0, at(rate) - 0.75)} y="0" width="1.5" height="10" className="fill-accent" />
      </svg>
    </span>
  );
}

/** Never 100 %, nor 0 %: no test is certain. */
function probability(share: number): string {
  if (share > 0.999) return '> 99.9%';
  // Down, as in the sentence above.
  return share < 0.001 ? '< 0.1%' : percent(Math.floor(share * 1_000) / 1_000);
}

function percent(share: number): string {
  return new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 }).format(share);
}
