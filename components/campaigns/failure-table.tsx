'use client';

import { Badge, type Tone } from '@/components/ui/badge';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { formatCount, formatNumber } from '@/components/ui/format';
import type { CampaignProgress } from '@/lib/contracts/campaigns';
import { outcomeText, pushServiceName, reasonText } from '@/lib/contracts/failure-reasons';
import { isLeftOut, joinReasons } from './join-reasons';

const TONES: Record<string, Tone> = { rejected: 'danger', expired: 'warning', unknown: 'warning' };

type Reasons = CampaignProgress['reasons'];

interface FailureTableProps {
  reasons: Reasons;
  /** To how many it was sent: what a push service accepted. */
  sentCount: number;
}

/** Why some did not get it, largest first, each with what to do about it; and what had to be tried again. */
export function FailureTable({ reasons, sentCount }: FailureTableProps) {
  const retried = reasons.filter((reason) => reason.outcome === 'retried');
  const failed = reasons.filter((reason) => reason.outcome !== 'retried');
  return (
    <>
      {failed.length > 0 ? <Failed reasons={joinReasons(failed)} sentCount={sentCount} /> : null}
      {retried.length > 0 ? <Retried reasons={retried} /> : null}
    </>
  );
}

function Failed({ reasons, sentCount }: FailureTableProps) {
  return (
    <Card aria-labelledby="campaign-reasons">
      <CardHeader title="Not delivered, and why" titleId="campaign-reasons" />
      <CardBody className="pt-2">
        <ul className="divide-y divide-line">
          {reasons.map((reason) => {
            const text = reasonText(reason.reason);
            return (
              <li
                key={`${reason.outcome} ${reason.reason} ${reason.pushService}`}
                className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 py-3"
              >
                <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium text-sm">
                  {text.title}
                  <Badge tone={text.isNormal ? 'neutral' : (TONES[reason.outcome] ?? 'neutral')}>
                    {outcomeText(reason.outcome)}
                  </Badge>
                </p>
                <p className="tabular text-right font-semibold text-base">{formatNumber(reason.count)}</p>
                <p className="col-span-2 max-w-prose text-muted text-sm">
                  {isLeftOut(reason) ? null : (
                    <>
                      <span className="text-fg/80">{pushServiceName(reason.pushService)}.</span>{' '}
                    </>
                  )}
                  {reason.reason === 'cancelled' ? cancelledText(sentCount, reason.count) : text.remedy}
                </p>
              </li>
            );
          })}
        </ul>
      </CardBody>
    </Card>
  );
}

/** "1,204 messages were sent; 796 were not, and will not be." A recurring campaign sends one person several. */
function cancelledText(sentCount: number, unsentCount: number): string {
  const sent = sentCount > 0 ? formatCount(sentCount, 'message was', 'messages were') : 'No message was';
  return `${sent} sent; ${formatCount(unsentCount, 'was', 'were')} not, and will not be.`;
}

function Retried({ reasons }: { reasons: Reasons }) {
  return (
    <Card aria-labelledby="campaign-retries">
      <CardHeader
        title="Tried again"
        titleId="campaign-retries"
        description="Each attempt counts here; how they ended is in the funnel. Nobody sees a message twice."
      />
      <CardBody className="pt-2">
        <ul className="divide-y divide-line">
          {reasons.map((reason) => (
            <li key={`${reason.reason} ${reason.pushService}`} className="flex items-baseline gap-4 py-2 text-sm">
              <span className="min-w-0 flex-1">
                {reasonText(reason.reason).title}{' '}
                <span className="text-muted">· {pushServiceName(reason.pushService)}</span>
              </span>
              <span className="tabular font-medium">{formatNumber(reason.count)}</span>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}
