import { LayoutTemplate, PencilLine, SearchX } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { z } from 'zod';
import { loadSite } from '@/app/site-page';
import { Pager } from '@/components/campaigns/pager';
import { NewTemplateButton } from '@/components/templates/new-template-button';
import { TemplateGrid } from '@/components/templates/template-grid';
import { buttonClass } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { getTemplate } from '@/lib/campaigns/get-template';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import { listTemplates } from '@/lib/campaigns/list-templates';
import { writeDefaults } from '@/lib/campaigns/write-defaults';
import { AppError } from '@/lib/platform/errors';
import { tryDecodeId } from '@/lib/platform/ids';
import {
  createFromCampaignAction,
  deleteTemplateAction,
  duplicateTemplateAction,
  renameTemplateAction,
  restoreTemplateAction,
  startDraftAction,
} from './actions';

export const metadata: Metadata = { title: 'Templates' };

const PAGE_SIZE = 24;
/** As many of the newest campaigns are offered for a new template. */
const OFFERED_CAMPAIGNS = 50;
/** What is not understood in the address is as if it were not there. */
const id = z
  .string()
  .refine((text) => tryDecodeId('template', text) !== null)
  .optional()
  .catch(undefined);
const Query = z.object({ cursor: id, template: id });

interface TemplatesPageProps {
  params: Promise<{ siteId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function TemplatesPage({ params, searchParams }: TemplatesPageProps) {
  const [{ siteId }, { cursor, template }] = [await params, Query.parse(await searchParams)];
  const { actor, site } = await loadSite(siteId);
  const canEdit = can(actor, 'templates.write');
  const [{ items, nextCursor }, campaigns] = await Promise.all([
    listTemplates(actor, site.id, { cursor, limit: PAGE_SIZE }),
    listCampaigns(actor, site.id, { limit: OFFERED_CAMPAIGNS }),
  ]);
  const isNamedHere = !template || items.some((one) => one.id === template);
  const named = isNamedHere ? null : await getTemplate(actor, site.id, template).catch(noneIfGone);
  const [origin] = site.allowedOrigins;
  const path = `/s/${site.id}/templates`;
  const offered = campaigns.items.map(({ id, name }) => ({ id, name }));
  const create = canEdit ? (
    offered.length > 0 ? (
      <NewTemplateButton campaigns={offered} createFromCampaign={createFromCampaignAction.bind(null, site.id)} />
    ) : (
      <Link href={`/s/${site.id}/campaigns/new`} className={buttonClass({ variant: 'primary' })}>
        <PencilLine aria-hidden /> Write a message
      </Link>
    )
  ) : null;
  return (
    <Page>
      <PageHeader
        title="Templates"
        description="Messages to start from. What you send stays as it was when the template changes."
        actions={items.length > 0 ? create : null}
      />
      {items.length > 0 ? (
        <TemplateGrid
          templates={items}
          previews={Object.fromEntries(items.map(({ id, message }) => [id, writeDefaults(message)]))}
          named={named}
          siteName={site.name}
          siteHost={origin ? new URL(origin).host : site.name}
          canEdit={canEdit}
          actions={{
            start: startDraftAction.bind(null, site.id),
            createFromCampaign: createFromCampaignAction.bind(null, site.id),
            rename: renameTemplateAction.bind(null, site.id),
            duplicate: duplicateTemplateAction.bind(null, site.id),
            remove: deleteTemplateAction.bind(null, site.id),
            restore: restoreTemplateAction.bind(null, site.id),
          }}
        />
      ) : cursor ? (
        <Card>
          <EmptyState
            icon={<SearchX />}
            title="No templates here"
            description="Those that were on this page are gone."
            action={
              <Link href={path} className={buttonClass()}>
                Show all
              </Link>
            }
          />
        </Card>
      ) : (
        <Card>
          <EmptyState
            icon={<LayoutTemplate />}
            title="No templates yet"
            description="Keep a message that works, with its images, buttons and languages, and start the next campaign from it. In the composer, choose “Save as template”."
            action={create}
          />
        </Card>
      )}
      <Pager path={path} query={{}} cursor={cursor} nextCursor={nextCursor} />
    </Page>
  );
}

/** A shared address may outlive its template. */
function noneIfGone(error: unknown): null {
  if (error instanceof AppError && error.code === 'not_found') return null;
  throw error;
}
