import { History } from 'lucide-react';
import type { Metadata } from 'next';
import { loadSite, orNotFound } from '@/app/site-page';
import { Pager } from '@/components/campaigns/pager';
import { Crumb } from '@/components/shell/crumb';
import { BestHour } from '@/components/subscribers/best-hour';
import { ConsentCard, DevicesCard } from '@/components/subscribers/person-cards';
import { ForgetButton, TestSwitch, TopicChecks } from '@/components/subscribers/subscriber-controls';
import { SubscriberFacts } from '@/components/subscribers/subscriber-facts';
import { clientName, STATUS_TEXT, subscriberTitle } from '@/components/subscribers/subscriber-words';
import { TagsEditor } from '@/components/subscribers/tags-editor';
import { Timeline } from '@/components/subscribers/timeline';
import { WhyCard } from '@/components/subscribers/why-card';
import { AddressAdapter } from '@/components/ui/address-adapter';
import { Badge } from '@/components/ui/badge';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import { subscriberBestHour } from '@/lib/campaigns/subscriber-best-hour';
import type { UserActor } from '@/lib/contracts/actors';
import { pushServiceName } from '@/lib/contracts/failure-reasons';
import { AppError } from '@/lib/platform/errors';
import { listTopics } from '@/lib/sites/list-topics';
import { explainDelivery } from '@/lib/stats/explain-delivery';
import { subscriberTimeline } from '@/lib/stats/subscriber-timeline';
import { getSubscriber } from '@/lib/subscribers/get-subscriber';
import { personDetails } from '@/lib/subscribers/person-details';
import { eraseSubscriberAction, updateSubscriberAction } from '../actions';

export const metadata: Metadata = { title: 'Subscriber' };

const PAGE_SIZE = 50;
const CAMPAIGNS_OFFERED = 100;

interface SubscriberPageProps {
  params: Promise<{ siteId: string; subscriberId: string }>;
  searchParams: Promise<{ cursor?: string | string[]; campaign?: string | string[] }>;
}

export default async function SubscriberPage({ params, searchParams }: SubscriberPageProps) {
  const [{ siteId, subscriberId }, { cursor, campaign }] = [await params, await searchParams];
  const { actor, site } = await loadSite(siteId);
  const subscriber = await orNotFound(getSubscriber(actor, site.id, subscriberId));
  const before = typeof cursor === 'string' ? cursor : undefined;
  const timelineOf = (from: string | undefined) =>
    subscriberTimeline(actor, site.id, subscriber.id, { cursor: from, limit: PAGE_SIZE });
  const campaignId = typeof campaign === 'string' ? campaign : undefined;
  const [timeline, topics, person, campaigns, explanation] = await Promise.all([
    timelineOf(before).catch((error: unknown) => {
      // A cursor that somebody wrote by hand: from the beginning, then.
      if (error instanceof AppError && error.code === 'bad_request') return timelineOf(undefined);
      throw error;
    }),
    listTopics(actor, site.id),
    personDetails(actor, site.id, subscriber.id),
    listCampaigns(actor, site.id, { limit: CAMPAIGNS_OFFERED, withoutDrafts: true }),
    campaignId ? explain(actor, site.id, subscriber.id, campaignId) : null,
  ]);
  const path = `/s/${site.id}/subscribers`;
  const title = subscriberTitle(subscriber);
  const canEdit = can(actor, 'subscribers.write');
  const status = STATUS_TEXT[subscriber.status];
  const update = updateSubscriberAction.bind(null, site.id, subscriber.id);
  return (
    <Page>
      <Crumb title={title} />
      <PageHeader
        title={title}
        badge={
          <Badge dot tone={status.tone} title={status.meaning}>
            {status.label}
          </Badge>
        }
        description={subscriber.externalId ? clientName(subscriber) : status.meaning}
        actions={
          canEdit ? (
            <ForgetButton
              name={title}
              erase={eraseSubscriberAction.bind(null, site.id, subscriber.id)}
              listPath={path}
            />
          ) : null
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-6">
        <div className="min-w-0 max-lg:order-last">
          <Card aria-labelledby="subscriber-timeline">
            <CardHeader
              title="What happened"
              titleId="subscriber-timeline"
              description="Newest first: what they did, and what was sent to them."
            />
            <CardBody>
              {timeline.items.length > 0 ? (
                <Timeline entries={timeline.items} campaignsPath={`/s/${site.id}/campaigns`} />
              ) : (
                <EmptyState
                  icon={<History />}
                  title="Nothing yet"
                  description="The first campaign they get appears here."
                />
              )}
            </CardBody>
          </Card>
          <Pager
            path={`${path}/${subscriber.id}`}
            query={{ campaign: campaignId }}
            cursor={before}
            nextCursor={timeline.nextCursor}
          />
        </div>
        <div className="grid min-w-0 gap-4">
          <AddressAdapter>
            <WhyCard
              campaigns={campaigns.items.map(({ id, name }) => ({ id, name }))}
              explanation={explanation}
              basePath={`/s/${site.id}`}
            />
          </AddressAdapter>
          <SubscriberFacts
            subscriber={subscriber}
            pushService={pushServiceName(subscriber.pushService)}
            bestHour={
              subscriber.status === 'active' ? (
                <BestHour known={subscriberBestHour(actor, site.id, subscriber.id)} />
              ) : null
            }
          />
          <Card aria-labelledby="subscriber-tags">
            <CardHeader title="Tags" titleId="subscriber-tags" />
            <CardBody>
              <TagsEditor tags={subscriber.tags} update={update} canEdit={canEdit} />
            </CardBody>
          </Card>
          <Card aria-labelledby="subscriber-topics">
            <CardHeader title="Topics" titleId="subscriber-topics" />
            <CardBody>
              <TopicChecks topics={topics} followed={subscriber.topics} update={update} canEdit={canEdit} />
            </CardBody>
          </Card>
          <DevicesCard devices={person.devices} path={path} />
          <ConsentCard consents={person.consents} />
          {canEdit && subscriber.status === 'active' ? (
            <Card>
              <CardBody>
                <TestSwitch isTest={subscriber.isTest} update={update} />
              </CardBody>
            </Card>
          ) : null}
        </div>
      </div>
    </Page>
  );
}

/** Null for a campaign that is not there: the address may be old, or written by hand. */
async function explain(actor: UserActor, siteId: string, subscriberId: string, campaignId: string) {
  try {
    return await explainDelivery(actor, siteId, subscriberId, campaignId);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}
