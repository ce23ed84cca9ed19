import Link from 'next/link';
import { FunnelBar } from '@/components/overview/funnel-bar';
import { AbsoluteTime, RelativeTime } from '@/components/ui/relative-time';
import { rowLinkClass, Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { CampaignView } from '@/lib/contracts/campaigns';
import { describeAudience } from './audience-text';
import { CampaignFigureHeadings, CampaignFigures } from './campaign-figures';
import { CampaignStatusBadge } from './campaign-status';
import { describeSchedule, localTimeText, shortRule } from './schedule-text';

interface CampaignTableProps {
  campaigns: CampaignView[];
  segments: { id: string; name: string }[];
  /** `/s/{siteId}/campaigns` */
  path: string;
}

export function CampaignTable({ campaigns, segments, path }: CampaignTableProps) {
  return (
    <Table label="Campaigns" dense>
      <TableHead>
        <TableHeader className="w-10 pr-0 print:hidden">
          <span className="sr-only">Compare</span>
        </TableHeader>
        <TableHeader className="print:pl-5">Campaign</TableHeader>
        <TableHeader>Status</TableHeader>
        <TableHeader>When</TableHeader>
        <CampaignFigureHeadings />
        <TableHeader className="@max-4xl:pl-0!">
          <span className="sr-only">Funnel</span>
        </TableHeader>
      </TableHead>
      <TableBody>
        {campaigns.map((campaign) => {
          const wasSent = campaign.launchedAt !== null;
          return (
            <TableRow key={campaign.id} interactive>
              <TableCell at="lead" className="pr-0 print:hidden">
                {wasSent ? (
                  <input
                    type="checkbox"
                    name="campaign"
                    value={campaign.id}
                    aria-label={`Compare ${campaign.name}`}
                    className="relative z-10 block size-4 accent-accent pointer-coarse:size-5"
                  />
                ) : null}
              </TableCell>
              <TableCell at="name" className="@4xl:min-w-56 min-w-36 max-w-72 print:pl-5">
                <Link
                  href={`${path}/${campaign.id}${campaign.status === 'draft' ? '/edit' : ''}`}
                  className={`${rowLinkClass} block truncate`}
                >
                  {campaign.name}
                </Link>
                <p className="truncate text-faint text-xs">{describeAudience(campaign.audience, segments)}</p>
              </TableCell>
              <TableCell at="state">
                <CampaignStatusBadge status={campaign.status} isSeries={campaign.schedule?.kind === 'recurring'} />
              </TableCell>
              <TableCell className="@3xl:whitespace-nowrap min-w-28 text-muted">
                <When campaign={campaign} />
              </TableCell>
              <CampaignFigures campaign={campaign} />
              <TableCell at="hidden" className="@4xl:w-32 @max-4xl:pl-0!">
                <span className="@max-4xl:hidden block">{wasSent ? <FunnelBar stats={campaign.stats} /> : null}</span>
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}

function When({ campaign }: { campaign: CampaignView }) {
  const { schedule, status } = campaign;
  if (schedule?.kind === 'recurring' && status !== 'draft') {
    return (
      <span title={describeSchedule(schedule)}>
        {shortRule(schedule)}
        {campaign.nextAt && status !== 'paused' ? (
          <span className="block text-faint text-xs">
            next <RelativeTime at={campaign.nextAt} />
          </span>
        ) : null}
      </span>
    );
  }
  if (schedule?.kind === 'local_time' && status === 'scheduled') {
    return (
      <>
        {localTimeText(schedule.at)}
        <span className="block text-faint text-xs">in each time zone</span>
      </>
    );
  }
  if (schedule?.kind === 'best_time' && status === 'scheduled' && campaign.sendAt) {
    return (
      <>
        <AbsoluteTime at={campaign.sendAt} />
        <span className="block text-faint text-xs">each at their best hour</span>
      </>
    );
  }
  if (status === 'scheduled' && campaign.sendAt) return <AbsoluteTime at={campaign.sendAt} />;
  if (campaign.launchedAt) return <RelativeTime at={campaign.launchedAt} />;
  return (
    <>
      edited <RelativeTime at={campaign.updatedAt} />
    </>
  );
}
