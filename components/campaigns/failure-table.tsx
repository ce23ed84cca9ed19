import { Badge, type Tone } from '@/components/ui/badge';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { formatNumber } from '@/components/ui/format';
import type { CampaignProgress } from '@/lib/contracts/campaigns';
import { outcomeText, pushServiceName, reasonText } from './failure-reasons';

const TONES: Record<string, Tone> = { rejected: 'danger', expired: 'warning', unknown: 'warning' };

/** Why some did not get it, largest first, each with what to do about it. */
export function FailureTable({ reasons }: { reasons: CampaignProgress['reasons'] }) {
  if (reasons.length === 0) return null;
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
                  <span className="text-fg/80">{pushServiceName(reason.pushService)}.</span> {text.remedy}
                </p>
              </li>
            );
          })}
        </ul>
      </CardBody>
    </Card>
  );
}
