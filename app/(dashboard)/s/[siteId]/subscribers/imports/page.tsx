import { Lock } from 'lucide-react';
import type { Metadata } from 'next';
import { z } from 'zod';
import { loadSite } from '@/app/site-page';
import { Pager } from '@/components/campaigns/pager';
import { ImportTable } from '@/components/imports/import-table';
import { UploadForm } from '@/components/imports/upload-form';
import { Crumb } from '@/components/shell/crumb';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { listImports } from '@/lib/imports/list-imports';
import { tryDecodeId } from '@/lib/platform/ids';

export const metadata: Metadata = { title: 'Import subscribers' };

const PAGE_SIZE = 50;
const Cursor = z
  .string()
  .refine((text) => tryDecodeId('import', text) !== null)
  .optional()
  .catch(undefined);

interface ImportsPageProps {
  params: Promise<{ siteId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ImportsPage({ params, searchParams }: ImportsPageProps) {
  const [{ siteId }, given] = [await params, await searchParams];
  const { actor, site } = await loadSite(siteId);
  const header = (
    <>
      <Crumb title="Import" />
      <PageHeader
        title="Import subscribers"
        description="Bring subscribers from another system, or give tags and your own ids to those you have. Exports of OneSignal, Pushpad and Perfecty are known by their columns."
      />
    </>
  );
  if (!can(actor, 'imports.write')) {
    return (
      <Page>
        {header}
        <Card>
          <EmptyState
            icon={<Lock />}
            title="Only editors can import"
            description="Ask an owner or admin of the workspace to give you that role."
          />
        </Card>
      </Page>
    );
  }
  const cursor = Cursor.parse(given.cursor);
  const { items, nextCursor } = await listImports(actor, site.id, { cursor, limit: PAGE_SIZE });
  const path = `/s/${site.id}/subscribers/imports`;
  return (
    <Page>
      {header}
      <div className="grid gap-6">
        <Card aria-labelledby="import-file">
          <CardHeader title="A new import" titleId="import-file" />
          <CardBody>
            <UploadForm siteId={site.id} />
          </CardBody>
        </Card>
        {items.length > 0 ? (
          <Card aria-labelledby="past-imports">
            <CardHeader
              title="Past imports"
              titleId="past-imports"
              description="Each can be undone for 30 days after its end."
              className="pb-3"
            />
            <ImportTable imports={items} path={path} />
          </Card>
        ) : null}
      </div>
      <Pager path={path} query={{}} cursor={cursor} nextCursor={nextCursor} />
    </Page>
  );
}
