import { FileDown, Lock } from 'lucide-react';
import type { Metadata } from 'next';
import { z } from 'zod';
import { loadSite } from '@/app/site-page';
import { Pager } from '@/components/campaigns/pager';
import { ExportTable } from '@/components/exports/export-table';
import { StartExportDialog } from '@/components/exports/start-export-dialog';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { RefreshEvery } from '@/components/workspace/refresh-every';
import { can } from '@/lib/accounts/can';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import { listExports } from '@/lib/exports/list-exports';
import { tryDecodeId } from '@/lib/platform/ids';
import { createExportAction, deleteExportAction, restoreExportAction } from './actions';

export const metadata: Metadata = { title: 'Exports' };

const PAGE_SIZE = 50;
/** As many as one finds in a menu; older ones are exported over the API. */
const MOST_CAMPAIGNS = 50;
const PROGRESS_MS = 1_500;
const Cursor = z
  .string()
  .refine((text) => tryDecodeId('export', text) !== null)
  .optional()
  .catch(undefined);

interface ExportsPageProps {
  params: Promise<{ siteId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ExportsPage({ params, searchParams }: ExportsPageProps) {
  const [{ siteId }, given] = [await params, await searchParams];
  const { actor, site } = await loadSite(siteId);
  if (!can(actor, 'exports.manage')) {
    return (
      <Page>
        <PageHeader title="Exports" />
        <Card>
          <EmptyState
            icon={<Lock />}
            title="Owners and admins only"
            description="An export has everything that is known of every subscriber. Ask an owner or admin for one."
          />
        </Card>
      </Page>
    );
  }
  const cursor = Cursor.parse(given.cursor);
  const [{ items, nextCursor }, campaigns] = await Promise.all([
    listExports(actor, site.id, { limit: PAGE_SIZE, cursor }),
    listCampaigns(actor, site.id, { limit: MOST_CAMPAIGNS, withoutDrafts: true }),
  ]);
  const names = Object.fromEntries(campaigns.items.map(({ id, name }) => [id, name]));
  const start = <StartExportDialog campaigns={names} start={createExportAction.bind(null, site.id)} />;
  const isUnderWay = items.some(({ state }) => state === 'pending' || state === 'running');
  return (
    <Page>
      {isUnderWay && <RefreshEvery ms={PROGRESS_MS} />}
      <PageHeader
        title="Exports"
        description="All that this site has collected, as files to take along. Each is kept for a day."
        actions={items.length > 0 && start}
      />
      <Card>
        {items.length > 0 ? (
          <ExportTable
            exports={items}
            campaignNames={names}
            basePath={`/api/v1/sites/${site.id}/exports`}
            remove={deleteExportAction.bind(null, site.id)}
            restore={restoreExportAction.bind(null, site.id)}
          />
        ) : (
          <EmptyState
            icon={<FileDown />}
            title="No exports"
            description="Take your subscribers along with their endpoints and keys, or see what became of each message."
            action={start}
          />
        )}
      </Card>
      <Pager path={`/s/${site.id}/exports`} query={{}} cursor={cursor} nextCursor={nextCursor} />
    </Page>
  );
}
