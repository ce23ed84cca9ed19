import { Filter, Plus } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { loadSite } from '@/app/site-page';
import { DownloadLinks } from '@/components/reports/download-links';
import { SegmentTable } from '@/components/segments/segment-table';
import { buttonClass } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { countSegments } from '@/lib/segments/count-segments';
import { listSegments } from '@/lib/segments/list-segments';
import { nameRuleCampaigns } from '@/lib/segments/rule-campaigns';
import { archiveSegmentAction, restoreSegmentAction } from './actions';

export const metadata: Metadata = { title: 'Segments' };

export default async function SegmentsPage({ params }: { params: Promise<{ siteId: string }> }) {
  const { actor, site } = await loadSite((await params).siteId);
  const { items } = await listSegments(actor, site.id);
  const canEdit = can(actor, 'segments.write');
  const path = `/s/${site.id}/segments`;
  const create = canEdit ? (
    <Link href={`${path}/new`} className={buttonClass({ variant: 'primary' })}>
      <Plus aria-hidden /> New segment
    </Link>
  ) : null;
  return (
    <Page>
      <PageHeader
        title="Segments"
        description="Groups of subscribers, described by a rule. They are always up to date; a campaign takes who matches when it is sent."
        actions={items.length > 0 ? create : null}
      />
      <Card>
        {items.length > 0 ? (
          <SegmentTable
            segments={items}
            campaigns={
              await nameRuleCampaigns(
                actor,
                site.id,
                items.map(({ rule }) => rule),
              )
            }
            counts={countSegments(actor, site.id, items)}
            basePath={`/s/${site.id}`}
            canEdit={canEdit}
            archive={archiveSegmentAction.bind(null, site.id)}
            restore={restoreSegmentAction.bind(null, site.id)}
          />
        ) : (
          <EmptyState
            icon={<Filter />}
            title="No segments yet"
            description="Group subscribers by what they do, where they are or what you know about them, and send to just those."
            action={create}
          />
        )}
      </Card>
      {items.length > 0 ? (
        <div className="mt-2 flex justify-end">
          <DownloadLinks what="the segments" path={`${path}/download`} query={{}} />
        </div>
      ) : null}
    </Page>
  );
}
