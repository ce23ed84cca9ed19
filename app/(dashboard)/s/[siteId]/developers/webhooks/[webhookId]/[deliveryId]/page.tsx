import type { Metadata } from 'next';
import { loadSite, orNotFound } from '@/app/site-page';
import { RedeliverButton } from '@/components/developers/redeliver-button';
import { deliveryStatus } from '@/components/developers/webhook-words';
import { Crumb } from '@/components/shell/crumb';
import { Badge } from '@/components/ui/badge';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { formatNumber } from '@/components/ui/format';
import { Page, PageHeader } from '@/components/ui/page-header';
import { AbsoluteTime, RelativeTime } from '@/components/ui/relative-time';
import { can } from '@/lib/accounts/can';
import type { WebhookDeliveryDetail } from '@/lib/contracts/webhooks';
import { getDelivery } from '@/lib/webhooks/get-delivery';
import { redeliverAction } from '../../actions';

export const metadata: Metadata = { title: 'Webhook delivery' };

interface DeliveryPageProps {
  params: Promise<{ siteId: string; webhookId: string; deliveryId: string }>;
}

export default async function DeliveryPage({ params }: DeliveryPageProps) {
  const { siteId, webhookId, deliveryId } = await params;
  const { actor } = await loadSite(siteId);
  const delivery = await orNotFound(getDelivery(actor, siteId, webhookId, deliveryId));
  const { label, tone } = deliveryStatus(delivery);
  return (
    <Page width="narrow">
      <Crumb title={delivery.type} />
      <PageHeader
        title={delivery.type}
        badge={
          <Badge tone={tone} dot>
            {label}
          </Badge>
        }
        description={
          <>
            <code className="font-mono text-sm">{delivery.eventId}</code>
            {delivery.itemCount > 1 && ` · ${formatNumber(delivery.itemCount)} items`}
            {delivery.nextAttemptAt && (
              <>
                {' · next try '}
                <RelativeTime at={delivery.nextAttemptAt} />
              </>
            )}
          </>
        }
        actions={
          can(actor, 'webhooks.write') && (
            <RedeliverButton redeliver={redeliverAction.bind(null, siteId, webhookId, deliveryId)} />
          )
        }
      />
      <div className="grid gap-6">
        <Attempts attempts={delivery.attempts} />
        <Card>
          <CardHeader
            title="Request"
            description="As it would be sent now. People who were erased since are not in it."
          />
          <CardBody>
            <CodeBlock label="Request body" wrap code={pretty(delivery.requestBody)} />
          </CardBody>
        </Card>
      </div>
    </Page>
  );
}

function Attempts({ attempts }: { attempts: WebhookDeliveryDetail['attempts'] }) {
  return (
    <Card>
      <CardHeader title="Attempts" />
      <CardBody>
        {attempts.length === 0 ? (
          <p className="text-muted text-sm">None yet. It is on its way.</p>
        ) : (
          <ol className="grid gap-5">
            {attempts.map((attempt, index) => (
              <li key={attempt.at} className="grid gap-2">
                <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
                  <Badge tone={attempt.error ? 'danger' : 'success'}>{attempt.statusCode ?? 'No answer'}</Badge>
                  {attempt.error && attempt.error !== `answered ${attempt.statusCode}` && <span>{attempt.error}</span>}
                  <span className="text-faint">
                    <AbsoluteTime at={attempt.at} /> · {formatNumber(attempt.durationMs)} ms
                  </span>
                </p>
                {attempt.responseBody && (
                  <CodeBlock label={`Answer ${attempts.length - index}`} wrap code={attempt.responseBody} />
                )}
              </li>
            ))}
          </ol>
        )}
      </CardBody>
    </Card>
  );
}

/** The body indented where it is whole JSON; it may be cut off. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
