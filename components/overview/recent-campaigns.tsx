import { Megaphone } from 'lucide-react';
import Link from 'next/link';
import { CampaignStatusBadge } from '@/components/campaigns/campaign-status';
import { buttonClass } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Count, Share } from '@/components/ui/number';
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
          <Link href={base} className="font-medium text-accent-ink text-sm underline-offset-4 hover:underline">
            All campaigns
          </Link>
        }
      />
      <Table label="Latest campaigns">
        <TableHead className="border-line border-t">
          <TableHeader className="rounded-none!">Campaign</TableHeader>
          <TableHeader>Status</TableHeader>
          <TableHeader numeric>Audience</TableHeader>
          <TableHeader numeric title="Share of the audience that a push service took">
            Accepted
          </TableHeader>
          <TableHeader numeric title="Share of the audience that had it on screen">
            Shown
          </TableHeader>
          <TableHeader numeric title="Share of the audience that clicked">
            Clicked
          </TableHeader>
          <TableHeader className="w-36 rounded-none!">
            <span className="sr-only">Funnel</span>
          </TableHeader>
        </TableHead>
        <TableBody>
          {campaigns.map((campaign) => {
            const { stats } = campaign;
            const at = campaign.launchedAt ?? campaign.sendAt ?? campaign.updatedAt;
            const wasSent = campaign.launchedAt !== null;
            const figures = wasSent ? undefined : 'hidden';
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
                <TableCell numeric label="Audience" at={figures}>
                  {wasSent ? <Count value={stats.audience} compact /> : <Unknown />}
                </TableCell>
                <TableCell numeric label="Accepted" at={figures}>
                  {wasSent ? <Share part={stats.accepted} total={stats.audience} /> : <Unknown />}
                </TableCell>
                <TableCell numeric label="Shown" at={figures}>
                  {wasSent ? <Share part={stats.shown} total={stats.audience} /> : <Unknown />}
                </TableCell>
                <TableCell numeric label="Clicked" at={figures} className="font-medium">
                  {wasSent ? <Share part={stats.clicked} total={stats.audience} /> : <Unknown />}
                </TableCell>
                <TableCell at="hidden">{wasSent && <FunnelBar stats={stats} />}</TableCell>
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
    </Card>
  );
}

function Unknown() {
  return (
    <span className="text-faint">
      <span aria-hidden="true">–</span>
      <span className="sr-only">Not sent</span>
    </span>
  );
}
