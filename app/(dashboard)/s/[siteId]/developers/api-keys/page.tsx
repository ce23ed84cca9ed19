import { KeyRound, Lock } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { listAllSites, loadSite } from '@/app/site-page';
import { ApiKeyTable } from '@/components/developers/api-key-table';
import { CreateKeyDialog } from '@/components/developers/create-key-dialog';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { listApiKeys } from '@/lib/accounts/list-api-keys';
import { now } from '@/lib/platform/clock';
import { createApiKeyAction, revokeApiKeyAction, rotateApiKeyAction, updateApiKeyAction } from './actions';

export const metadata: Metadata = { title: 'API keys' };

export default async function ApiKeysPage({ params }: { params: Promise<{ siteId: string }> }) {
  const { actor, site } = await loadSite((await params).siteId);
  if (!can(actor, 'apiKeys.manage')) {
    return (
      <Page>
        <PageHeader title="API keys" />
        <Card>
          <EmptyState
            icon={<Lock />}
            title="Owners and admins only"
            description="Keys act in the name of the workspace. Ask an owner or admin for one."
          />
        </Card>
      </Page>
    );
  }
  const { items: keys } = await listApiKeys(actor);
  const at = now().toISOString();
  const create = <CreateKeyDialog siteId={site.id} siteName={site.name} create={createApiKeyAction} />;
  return (
    <Page>
      <PageHeader
        title="API keys"
        description={
          <>
            For your own programs. What the dashboard does with subscribers and campaigns can be done over the API:{' '}
            <Link
              href={`/s/${site.id}/developers/reference`}
              className="font-medium text-accent-ink underline underline-offset-4"
            >
              API reference
            </Link>
            .
          </>
        }
        actions={keys.length > 0 && create}
      />
      <Card>
        {keys.length > 0 ? (
          <ApiKeyTable
            keys={keys.map((key) => ({ ...key, isExpired: key.expiresAt !== null && key.expiresAt <= at }))}
            siteNames={Object.fromEntries((await listAllSites(actor)).map((each) => [each.id, each.name]))}
            update={updateApiKeyAction}
            rotate={rotateApiKeyAction}
            revoke={revokeApiKeyAction}
          />
        ) : (
          <EmptyState
            icon={<KeyRound />}
            title="No API keys yet"
            description="Create one to add subscribers or launch campaigns from your own systems."
            action={create}
          />
        )}
      </Card>
    </Page>
  );
}
