import type { ReactNode } from 'react';
import { formatNumber, formatShare } from '@/components/ui/format';
import { Stat, StatGroup } from '@/components/ui/stat';
import type { CampaignReport } from '@/lib/contracts/reports';

/** The funnel in one row, each with what it is of; live. */
export function ReportSummary({ report, actions }: { report: CampaignReport; actions: ReactNode }) {
  const { stats, unsubscribed } = report;
  const of = (part: number, total: number, what: string) =>
    `${formatShare(part, total)} of ${formatNumber(total)} ${what}`;
  return (
    <section aria-label="Summary" className="grid gap-1">
      <StatGroup>
        <Stat
          label="Audience"
          value={stats.audience}
          detail={stats.pending > 0 ? `${formatNumber(stats.pending)} still to send` : 'people'}
        />
        <Stat label="Accepted" value={stats.accepted} detail={of(stats.accepted, stats.audience, 'people')} />
        <Stat label="Shown" value={stats.shown} detail={of(stats.shown, stats.accepted, 'accepted')} />
        <Stat label="Clicked" value={stats.clicked} detail={of(stats.clicked, stats.shown, 'shown')} />
        <Stat label="Not known" value={stats.unknown} detail={of(stats.unknown, stats.audience, 'people')} />
        <Stat
          label="Unsubscribed"
          value={unsubscribed}
          detail={
            <span title="Within 24 hours of its being accepted, with no later campaign between">
              {of(unsubscribed, stats.accepted, 'accepted')}
            </span>
          }
        />
      </StatGroup>
      <div className="flex justify-end">{actions}</div>
    </section>
  );
}
