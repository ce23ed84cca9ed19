import Link from 'next/link';
import { NotSent } from '@/components/campaigns/not-sent';
import { formatCount, formatNumber } from '@/components/ui/format';
import { AbsoluteTime } from '@/components/ui/relative-time';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow, TableRowHeader } from '@/components/ui/table';
import type { ComparedCampaign } from '@/lib/contracts/reports';
import { CountedShare } from './counted-share';
import { Money } from './money';

const FIGURES: {
  label: string;
  of: string;
  part: (campaign: ComparedCampaign) => number;
  total: (campaign: ComparedCampaign) => number;
}[] = [
  {
    label: 'Accepted',
    of: 'of the audience',
    part: ({ stats }) => stats.accepted,
    total: ({ stats }) => stats.audience,
  },
  {
    label: 'Received',
    of: 'of those accepted',
    part: ({ stats }) => stats.received,
    total: ({ stats }) => stats.accepted,
  },
  { label: 'Shown', of: 'of those accepted', part: ({ stats }) => stats.shown, total: ({ stats }) => stats.accepted },
  { label: 'Clicked', of: 'of those shown', part: ({ stats }) => stats.clicked, total: ({ stats }) => stats.shown },
  { label: 'Dismissed', of: 'of those shown', part: ({ stats }) => stats.dismissed, total: ({ stats }) => stats.shown },
  {
    label: 'Failed',
    of: 'refused, too late or gone, of the audience',
    part: ({ stats }) => stats.rejected + stats.expired + stats.gone,
    total: ({ stats }) => stats.audience,
  },
  {
    label: 'Skipped',
    of: 'of the audience',
    part: ({ stats }) => stats.suppressed,
    total: ({ stats }) => stats.audience,
  },
  {
    label: 'Not known',
    of: 'of the audience',
    part: ({ stats }) => stats.unknown,
    total: ({ stats }) => stats.audience,
  },
  {
    label: 'Still to send',
    of: 'of the audience',
    part: ({ stats }) => stats.pending,
    total: ({ stats }) => stats.audience,
  },
  {
    label: 'Unsubscribed',
    of: 'within 24 hours, of those accepted',
    part: ({ unsubscribed }) => unsubscribed,
    total: ({ stats }) => stats.accepted,
  },
];

/** Of what was never sent there is nothing to compare: zeros would look like figures. */
const isSent = ({ launchedAt, stats }: ComparedCampaign) => launchedAt !== null || stats.audience > 0;

/** Campaigns as columns, the same figures in each row; the highest share of a row in bold, with a word for it. */
export function ComparisonTable({ campaigns, path }: { campaigns: readonly ComparedCampaign[]; path: string }) {
  return (
    <Table label="Campaigns side by side" narrow="columns">
      <TableHead>
        <TableHeader>Figure</TableHeader>
        {campaigns.map(({ id, name }) => (
          <TableHeader key={id} numeric className="max-w-48">
            <Link
              href={`${path}/${id}/report`}
              className="line-clamp-2 text-fg md:block md:truncate underline-offset-4 hover:underline"
            >
              {name}
            </Link>
          </TableHeader>
        ))}
      </TableHead>
      <TableBody>
        <TableRow>
          <TableRowHeader>Started</TableRowHeader>
          {campaigns.map(({ id, launchedAt }) => (
            <TableCell key={id} numeric className="whitespace-nowrap text-muted">
              {launchedAt ? <AbsoluteTime at={launchedAt} /> : 'Not sent'}
            </TableCell>
          ))}
        </TableRow>
        <TableRow>
          <TableRowHeader>Audience</TableRowHeader>
          {campaigns.map((campaign) => (
            <TableCell key={campaign.id} numeric>
              {isSent(campaign) ? formatNumber(campaign.stats.audience) : <NotSent />}
            </TableCell>
          ))}
        </TableRow>
        {FIGURES.map(({ label, of, part, total }) => {
          const shares = campaigns.map((campaign) =>
            isSent(campaign) ? part(campaign) / Math.max(1, total(campaign)) : null,
          );
          const known = shares.filter((share) => share !== null);
          const highest = Math.max(0, ...known);
          return (
            <TableRow key={label}>
              <TableRowHeader>
                {label} <span className="font-normal text-muted block text-xs narrow:inline">{of}</span>
              </TableRowHeader>
              {campaigns.map((campaign, index) => {
                const isHighest = highest > 0 && shares[index] === highest && known.some((share) => share < highest);
                return (
                  <TableCell key={campaign.id} numeric className={isHighest ? 'font-semibold' : undefined}>
                    {isSent(campaign) ? <CountedShare count={part(campaign)} total={total(campaign)} /> : <NotSent />}
                    {isHighest ? <span className="sr-only">, the highest</span> : null}
                  </TableCell>
                );
              })}
            </TableRow>
          );
        })}
        {(campaigns[0]?.goals ?? []).map(({ goalId, name, windowHours }) => (
          <TableRow key={goalId}>
            <TableRowHeader>
              {name}{' '}
              <span className="font-normal text-muted block text-xs narrow:inline">
                goal, within {formatCount(windowHours, 'hour')} of the click, of those who clicked
              </span>
            </TableRowHeader>
            {campaigns.map((campaign) => {
              const goal = campaign.goals.find((one) => one.goalId === goalId);
              return (
                <TableCell key={campaign.id} numeric>
                  {isSent(campaign) ? (
                    <CountedShare count={goal?.people ?? 0} total={campaign.stats.clicked} />
                  ) : (
                    <NotSent />
                  )}
                  {goal && goal.revenue.length > 0 ? (
                    <>
                      {' '}
                      <Money revenue={goal.revenue} />
                    </>
                  ) : null}
                </TableCell>
              );
            })}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
