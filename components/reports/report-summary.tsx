import type { ReactNode } from 'react';
import { formatNumber, formatShare } from '@/components/ui/format';
import { Stat, StatGroup } from '@/components/ui/stat';
import type { CampaignReport } from '@/lib/contracts/reports';

/** The funnel in one row and what left it in another, each with what it is of; live. */
export function ReportSummary({ report, actions }: { report: CampaignReport; actions: ReactNode }) {
  const { stats, unsubscribed, converted } = report;
  const of = (part: number, total: number, what: string) =>
    `${formatShare(part, total)} of ${formatNumber(total)} ${what}`;
  const failed = stats.rejected + stats.expired + stats.gone;
  return (
    <section aria-label="Summary" className="grid gap-1">
      <div className="grid gap-3">
        <StatGroup>
          <Stat
            label="Audience"
            value={stats.audience}
            detail={stats.pending > 0 ? `${formatNumber(stats.pending)} still to send` : 'people'}
          />
          <Stat label="Accepted" value={stats.accepted} detail={of(stats.accepted, stats.audience, 'people')} />
          <Stat label="Received" value={stats.received} detail={of(stats.received, stats.accepted, 'accepted')} />
          <Stat label="Shown" value={stats.shown} detail={of(stats.shown, stats.accepted, 'accepted')} />
          <Stat label="Clicked" value={stats.clicked} detail={of(stats.clicked, stats.shown, 'shown')} />
          {converted === null ? null : (
            <Stat
              label="Converted"
              value={converted}
              detail={<span title="Reached a goal of this site">{of(converted, stats.clicked, 'clicked')}</span>}
            />
          )}
        </StatGroup>
        <StatGroup>
          <Stat label="Dismissed" value={stats.dismissed} detail={of(stats.dismissed, stats.shown, 'shown')} />
          <Stat
            label="Unsubscribed"
            value={unsubscribed}
            detail={
              <span title="Within 24 hours of its being accepted, with no later campaign between">
                {of(unsubscribed, stats.accepted, 'accepted')}
              </span>
            }
          />
          <Stat
            label="Failed"
            value={failed}
            detail={
              <span title="Refused, too late, or no longer subscribed">{of(failed, stats.audience, 'people')}</span>
            }
          />
          <Stat
            label="Skipped"
            value={stats.suppressed}
            detail={
              <span title="Left out on purpose, for example unsubscribed meanwhile">
                {of(stats.suppressed, stats.audience, 'people')}
              </span>
            }
          />
          {stats.heldOut > 0 ? (
            <Stat
              label="Held out"
              value={stats.heldOut}
              detail={
                <span title="The hold-out group of the A/B test: got nothing, to compare with">
                  {of(stats.heldOut, stats.audience, 'people')}
                </span>
              }
            />
          ) : null}
          <Stat
            label="Not known"
            value={stats.unknown}
            detail={<span title="It may or may not have arrived">{of(stats.unknown, stats.audience, 'people')}</span>}
          />
        </StatGroup>
      </div>
      <div className="flex justify-end">{actions}</div>
    </section>
  );
}
