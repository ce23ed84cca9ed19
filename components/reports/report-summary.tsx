import type { ReactNode } from 'react';
import { formatCount, formatNumber, formatShare } from '@/components/ui/format';
import { Stat, StatGroup } from '@/components/ui/stat';
import type { CampaignReport } from '@/lib/contracts/reports';

/** The funnel in one row and what left it in another, each with what it is of; live. */
export function ReportSummary({ report, actions }: { report: CampaignReport; actions: ReactNode }) {
  const { stats, unsubscribed, converted } = report;
  const people = { total: stats.audience, of: formatCount(stats.audience, 'person', 'people') };
  const accepted = { total: stats.accepted, of: `${formatNumber(stats.accepted)} accepted` };
  const shown = { total: stats.shown, of: `${formatNumber(stats.shown)} shown` };
  const clicked = { total: stats.clicked, of: `${formatNumber(stats.clicked)} clicked` };
  return (
    <section aria-label="Summary" className="grid gap-1">
      <div className="grid gap-3">
        <StatGroup>
          <Stat
            label="Audience"
            value={stats.audience}
            detail={
              stats.pending > 0
                ? `${formatNumber(stats.pending)} still to send`
                : stats.audience === 1
                  ? 'person'
                  : 'people'
            }
          />
          <Part label="Accepted" count={stats.accepted} whole={people} />
          <Part label="Received" count={stats.received} whole={accepted} />
          <Part label="Shown" count={stats.shown} whole={accepted} />
          <Part label="Clicked" count={stats.clicked} whole={shown} />
          {converted === null ? null : (
            <Part label="Converted" count={converted} whole={clicked} meaning="Reached a goal of this site" />
          )}
        </StatGroup>
        <StatGroup>
          <Part label="Dismissed" count={stats.dismissed} whole={shown} />
          <Part
            label="Unsubscribed"
            count={unsubscribed}
            whole={accepted}
            meaning="Within 24 hours of its being accepted, with no later campaign between"
          />
          <Part
            label="Failed"
            count={stats.rejected + stats.expired + stats.gone}
            whole={people}
            meaning="Refused, too late, or no longer subscribed"
          />
          <Part
            label="Skipped"
            count={stats.suppressed}
            whole={people}
            meaning="Left out on purpose, for example unsubscribed meanwhile"
          />
          {stats.heldOut > 0 ? (
            <Part
              label="Held out"
              count={stats.heldOut}
              whole={people}
              meaning="The hold-out group of the A/B test: got nothing, to compare with"
            />
          ) : null}
          <Part label="Not known" count={stats.unknown} whole={people} meaning="It may or may not have arrived" />
        </StatGroup>
      </div>
      <div className="flex justify-end">{actions}</div>
    </section>
  );
}

interface PartProps {
  label: string;
  count: number;
  /** What it is a part of, in words too: "2,000 accepted". */
  whole: { total: number; of: string };
  /** Where the label does not say it all. */
  meaning?: string;
}

function Part({ label, count, whole, meaning }: PartProps) {
  const share = `${formatShare(count, whole.total)} of ${whole.of}`;
  return <Stat label={label} value={count} detail={meaning ? <span title={meaning}>{share}</span> : share} />;
}
