import { Lock, Webhook } from 'lucide-react';
import type { Metadata } from 'next';
import { loadSite } from '@/app/site-page';
import { CreateWebhookDialog } from '@/components/developers/create-webhook-dialog';
import { WebhookTable } from '@/components/developers/webhook-table';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { listWebhooks } from '@/lib/webhooks/list-webhooks';
import { createWebhookAction } from './actions';

export const metadata: Metadata = { title: 'Webhooks' };

export default async function WebhooksPage({ params }: { params: Promise<{ siteId: string }> }) {
  const { actor, site } = await loadSite((await params).siteId);
  if (!can(actor, 'webhooks.read')) {
    return (
      <Page>
        <PageHeader title="Webhooks" />
        <Card>
          <EmptyState
            icon={<Lock />}
            title="Owners and admins only"
            description="Webhooks send what happens here to other servers. Ask an owner or admin."
          />
        </Card>
      </Page>
    );
  }
  const webhooks = await listWebhooks(actor, site.id);
  const basePath = `/s/${site.id}/developers/webhooks`;
  const create = can(actor, 'webhooks.write') && (
    <CreateWebhookDialog basePath={basePath} create={createWebhookAction.bind(null, site.id)} />
  );
  return (
    <Page>
      <PageHeader
        title="Webhooks"
        description="Your own systems are told when something happens, by signed requests that are tried again for three days."
        actions={webhooks.length > 0 && create}
      />
      <Card>
        {webhooks.length > 0 ? (
          <WebhookTable webhooks={webhooks} basePath={basePath} />
        ) : (
          <EmptyState
            icon={<Webhook />}
            title="No webhooks yet"
            description="Add one to keep a CRM, a warehouse or your own code in step with subscribers and campaigns."
            action={create}
          />
        )}
      </Card>
    </Page>
  );
}
