import { Megaphone } from 'lucide-react';
import Link from 'next/link';
import { CampaignFigureHeadings, CampaignFigures } from '@/components/campaigns/campaign-figures';
import { CampaignStatusBadge } from '@/components/campaigns/campaign-status';
import { buttonClass } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { RelativeTime } from '@/components/ui/relative-time';
import { rowLinkClass, Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { CampaignView } from '@/lib/contracts/campaigns';
import { FunnelBar } from './funnel-bar';

type CampaignOfOverview = Pick<
  CampaignView,
  'id' | 'name' | 'status' | 'stats' | 'launchedAt' | 'sendAt' | 'updatedAt'
>;

interface RecentCampaignsProps {
  siteId: string;
  campaigns: readonly CampaignOfOverview[];
  canWrite: boolean;
}

/** The last campaigns, each with its funnel in small. */
export function RecentCampaigns({ siteId, campaigns, canWrite }: RecentCampaignsProps) {
  const base = `/s/${siteId}/campaigns`;
  if (campaigns.length === 0) {
    return (
      <Card>
        <EmptyState
          icon={<Megaphone />}
          title="No campaigns yet"
          description="Write a message, choose who gets it, and watch it arrive."
          action={
            canWrite ? (
              <Link href={`${base}/new`} className={buttonClass({ variant: 'primary' })}>
                Create a campaign
              </Link>
            ) : null
          }
        />
      </Card>
    );
  }
  return (
    <Card>
      <CardHeader
        title="Latest campaigns"
        className="pb-3"
        actions={
          <Link
            href={base}
            className="font-medium text-accent-ink text-sm underline-offset-4 hover:underline print:hidden"
          >
            All campaigns
          </Link>
        }
      />
      <Table label="Latest campaigns" dense>
        <TableHead className="border-line border-t">
          <TableHeader className="rounded-none!">Campaign</TableHeader>
          <TableHeader>Status</TableHeader>
          <CampaignFigureHeadings />
          <TableHeader className="w-36 rounded-none!">
            <span className="sr-only">Funnel</span>
          </TableHeader>
        </TableHead>
        <TableBody>
          {campaigns.map((campaign) => {
            const wasSent = campaign.launchedAt !== null;
            const at = campaign.launchedAt ?? campaign.sendAt ?? campaign.updatedAt;
            return (
              <TableRow key={campaign.id} interactive>
                <TableCell at="name" className="min-w-48 max-w-80">
                  <Link
                    href={`${base}/${campaign.id}${campaign.status === 'draft' ? '/edit' : ''}`}
                    className={rowLinkClass}
                  >
                    <span className="line-clamp-1">{campaign.name}</span>
                  </Link>
                  <RelativeTime at={at} className="text-faint text-xs" />
                </TableCell>
                <TableCell at="state">
                  <CampaignStatusBadge status={campaign.status} />
                </TableCell>
                <CampaignFigures campaign={campaign} />
                <TableCell at="hidden">{wasSent && <FunnelBar stats={campaign.stats} />}</TableCell>
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
    </Card>
  );
}
