import { FileUp, SearchX, Users } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { z } from 'zod';
import { loadSite } from '@/app/site-page';
import { Pager } from '@/components/campaigns/pager';
import { SubscriberFilters } from '@/components/subscribers/subscriber-filters';
import { toSubscriberRow } from '@/components/subscribers/subscriber-row';
import { SubscriberTable } from '@/components/subscribers/subscriber-table';
import { AddressAdapter } from '@/components/ui/address-adapter';
import { buttonClass } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCountry } from '@/components/ui/format';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { SubscriberQuery } from '@/lib/contracts/subscribers';
import { tryDecodeId } from '@/lib/platform/ids';
import { listMembers } from '@/lib/segments/list-members';
import { listSegments } from '@/lib/segments/list-segments';
import { listTopics } from '@/lib/sites/list-topics';
import { knownValues } from '@/lib/subscribers/known-values';

export const metadata: Metadata = { title: 'Subscribers' };

const PAGE_SIZE = 50;
const { status, browser, country, topic, search } = SubscriberQuery.shape;
const idOf = (kind: 'segment' | 'subscriber') =>
  z
    .string()
    .refine((text) => tryDecodeId(kind, text) !== null)
    .optional()
    .catch(undefined);
/** What is not understood in the address is as if it were not there. */
const Filters = z.object({
  search: search.catch(undefined),
  status: status.catch(undefined),
  browser: browser.catch(undefined),
  country: country.catch(undefined),
  topic: topic.catch(undefined),
  segmentId: idOf('segment'),
});

interface SubscribersPageProps {
  params: Promise<{ siteId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SubscribersPage({ params, searchParams }: SubscribersPageProps) {
  const [{ siteId }, given] = [await params, await searchParams];
  const filters = Filters.parse(given);
  const cursor = idOf('subscriber').parse(given.cursor);
  const { actor, site } = await loadSite(siteId);
  const list = async () => {
    const { items: segments } = await listSegments(actor, site.id);
    // An archived segment in a bookmarked address filters nothing rather than breaking the page.
    const segmentId = segments.find((segment) => segment.id === filters.segmentId)?.id;
    const query = { ...filters, segmentId };
    return { segments, query, ...(await listMembers(actor, site.id, { ...query, cursor, limit: PAGE_SIZE })) };
  };
  const [{ segments, query, items, nextCursor }, topics, known] = await Promise.all([
    list(),
    listTopics(actor, site.id),
    knownValues(actor, site.id, ['browser', 'country']),
  ]);
  const path = `/s/${site.id}/subscribers`;
  const isFiltered = Object.values(query).some(Boolean);
  const isEmpty = items.length === 0 && !isFiltered && !cursor;
  return (
    <Page>
      <PageHeader
        title="Subscribers"
        description="The browsers that asked to be notified, newest first."
        actions={
          <>
            {!isEmpty && can(actor, 'exports.manage') && (
              <Link href={`/s/${site.id}/exports`} className={buttonClass()}>
                Export
              </Link>
            )}
            {can(actor, 'imports.write') && (
              <Link href={`/s/${site.id}/subscribers/imports`} className={buttonClass()}>
                <FileUp aria-hidden /> Import
              </Link>
            )}
          </>
        }
      />
      {isEmpty ? null : (
        <div className="mb-4">
          <AddressAdapter>
            <SubscriberFilters
              segments={segments.map(({ id, name }) => ({ id, name }))}
              topics={topics.map(({ key, name }) => ({ key, name }))}
              browsers={known.browser}
              countries={known.country.map((value) => ({ value, label: formatCountry(value) }))}
            />
          </AddressAdapter>
        </div>
      )}
      <Card>
        {items.length > 0 ? <SubscriberTable subscribers={items.map(toSubscriberRow)} path={path} /> : null}
        {isEmpty ? (
          <EmptyState
            icon={<Users />}
            title="No subscribers yet"
            description="They appear here as soon as visitors of your site allow notifications."
            action={
              <Link href={`/s/${site.id}/install`} className={buttonClass({ variant: 'primary' })}>
                Install on your site
              </Link>
            }
          />
        ) : null}
        {items.length === 0 && !isEmpty ? (
          <EmptyState
            icon={<SearchX />}
            title="Nobody matches"
            description="Your id is searched from its beginning, and exactly as written."
            action={
              <Link href={path} className={buttonClass()}>
                Show everyone
              </Link>
            }
          />
        ) : null}
      </Card>
      <Pager path={path} query={query} cursor={cursor} nextCursor={nextCursor} />
    </Page>
  );
}
