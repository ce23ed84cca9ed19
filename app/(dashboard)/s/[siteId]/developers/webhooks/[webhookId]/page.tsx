import { ListChecks } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { loadSite, orNotFound } from '@/app/site-page';
import { Pager } from '@/components/campaigns/pager';
import { DeliveryTable } from '@/components/developers/delivery-table';
import { WebhookControls } from '@/components/developers/webhook-controls';
import { WebhookNotice } from '@/components/developers/webhook-notice';
import { describeEvents, webhookStatus } from '@/components/developers/webhook-words';
import { Crumb } from '@/components/shell/crumb';
import { Badge } from '@/components/ui/badge';
import { buttonClass } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { DELIVERY_LOG_STATES } from '@/lib/contracts/webhooks';
import { tryDecodeId } from '@/lib/platform/ids';
import { getWebhook } from '@/lib/webhooks/get-webhook';
import { listDeliveries } from '@/lib/webhooks/list-deliveries';
import {
  deleteWebhookAction,
  replayAction,
  restoreWebhookAction,
  rotateSecretAction,
  testWebhookAction,
  updateWebhookAction,
} from '../actions';

export const metadata: Metadata = { title: 'Webhook' };

interface WebhookPageProps {
  params: Promise<{ siteId: string; webhookId: string }>;
  searchParams: Promise<{ cursor?: string; state?: string }>;
}

const FILTERS = [
  { value: undefined, label: 'All' },
  { value: 'delivered', label: 'Delivered' },
  { value: 'pending', label: 'Waiting' },
  { value: 'failed', label: 'Failed' },
] as const;

export default async function WebhookPage({ params, searchParams }: WebhookPageProps) {
  const [{ siteId, webhookId }, query] = [await params, await searchParams];
  const { actor } = await loadSite(siteId);
  const state = DELIVERY_LOG_STATES.find((each) => each === query.state);
  const given = typeof query.cursor === 'string' ? query.cursor : '';
  // One that somebody wrote by hand: from the beginning, then.
  const cursor = tryDecodeId('webhookDelivery', given) === null ? undefined : given;
  const webhook = await orNotFound(getWebhook(actor, siteId, webhookId));
  const { items, nextCursor } = await listDeliveries(actor, siteId, webhookId, { limit: 50, cursor, state });
  const listPath = `/s/${siteId}/developers/webhooks`;
  const path = `${listPath}/${webhookId}`;
  const { label, tone } = webhookStatus(webhook);
  return (
    <Page>
      <Crumb title={new URL(webhook.url).host} />
      <PageHeader
        title={webhook.url}
        badge={
          <Badge tone={tone} dot>
            {label}
          </Badge>
        }
        description={
          <>
            {webhook.description && `${webhook.description} · `}
            <span title={webhook.events.join(', ')}>{describeEvents(webhook.events)}</span>
          </>
        }
        actions={
          can(actor, 'webhooks.write') && (
            <WebhookControls
              webhook={webhook}
              listPath={listPath}
              actions={{
                update: updateWebhookAction.bind(null, siteId, webhookId),
                remove: deleteWebhookAction.bind(null, siteId, webhookId),
                restore: restoreWebhookAction.bind(null, siteId, webhookId),
                rotate: rotateSecretAction.bind(null, siteId, webhookId),
                test: testWebhookAction.bind(null, siteId, webhookId),
                replay: replayAction.bind(null, siteId, webhookId),
              }}
            />
          )
        }
      />
      <WebhookNotice webhook={webhook} />
      <nav aria-label="Status" className="mb-4 flex flex-wrap gap-1">
        {FILTERS.map((filter) => (
          <Link
            key={filter.label}
            href={filter.value ? `${path}?state=${filter.value}` : path}
            aria-current={filter.value === state ? 'page' : undefined}
            className={buttonClass({ variant: filter.value === state ? 'secondary' : 'ghost', size: 'sm' })}
          >
            {filter.label}
          </Link>
        ))}
      </nav>
      <Card>
        {items.length > 0 ? (
          <DeliveryTable deliveries={items} basePath={path} />
        ) : (
          <EmptyState
            icon={<ListChecks />}
            title={state ? 'None' : 'Nothing sent yet'}
            description={
              state
                ? 'No delivery of the last 14 days has this status.'
                : 'Deliveries appear here as things happen, and are kept for 14 days. Send a test to see one now.'
            }
          />
        )}
      </Card>
      <Pager path={path} query={{ state }} cursor={cursor} nextCursor={nextCursor} />
    </Page>
  );
}
