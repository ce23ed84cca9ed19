import type { SubscriberQuery } from '@/lib/contracts/subscribers';
import { countAudience } from '@/lib/segments/count-audience';
import { countSegments } from '@/lib/segments/count-segments';
import { getSegment } from '@/lib/segments/get-segment';
import { knownBehaviour } from '@/lib/segments/known-behaviour';
import { listMembers } from '@/lib/segments/list-members';
import { listSegments } from '@/lib/segments/list-segments';
import { previewAudience } from '@/lib/segments/preview-audience';
import { previewRule } from '@/lib/segments/preview-rule';
import { nameRuleCampaigns } from '@/lib/segments/rule-campaigns';
import { sampleAudience } from '@/lib/segments/sample-audience';
import { suggestRuleParts } from '@/lib/segments/suggest-rule-parts';
import { explainDelivery } from '@/lib/stats/explain-delivery';
import { siteGrowth } from '@/lib/stats/site-growth';
import { siteOverview } from '@/lib/stats/site-overview';
import { subscriberTimeline } from '@/lib/stats/subscriber-timeline';
import { findById } from '@/lib/subscribers/find-by-id';
import { getSubscriber } from '@/lib/subscribers/get-subscriber';
import { knownValues } from '@/lib/subscribers/known-values';
import { listEvents } from '@/lib/subscribers/list-events';
import { listSubscribers } from '@/lib/subscribers/list-subscribers';
import { listTestSubscribers } from '@/lib/subscribers/list-test-subscribers';
import { personDetails } from '@/lib/subscribers/person-details';
import type { FilledSite } from './fill-database';

/** What a page or a request of it asks, by name. */
export type PageCase = [name: string, ask: (at: FilledSite) => Promise<unknown>];

const LIMIT = 50;
const members =
  (query: Partial<SubscriberQuery>) =>
  ({ actor, siteId }: FilledSite) =>
    listMembers(actor, siteId, { limit: LIMIT, ...query });
const segments = async ({ actor, siteId }: FilledSite) => (await listSegments(actor, siteId)).items;
const team = { field: 'tag', key: 'plan', operator: 'is', value: 'team' } as const;
const ordered = { field: 'event', operator: 'did', event: 'order_placed', withinDays: 30 } as const;

export const PEOPLE_LISTS: PageCase[] = [
  ['subscribers', members({})],
  ['subscribers, an older page', (at) => members({ cursor: at.subscriberId })(at)],
  ['subscribers who left', members({ status: 'gone' })],
  ['subscribers of a status that nobody has', members({ status: 'key_mismatch' })],
  ['subscribers by a common browser', members({ browser: 'chrome' })],
  ['subscribers by a browser that nobody has', members({ browser: 'Opera' })],
  ['subscribers by a country', members({ country: 'NL' })],
  ['subscribers by a country that nobody is in', members({ country: 'NZ' })],
  ['subscribers by a topic', members({ topic: 'offers' })],
  ['subscribers by a topic that nobody follows', members({ topic: 'nothing' })],
  ['subscribers by the beginning of an id', members({ search: 'customer-1' })],
  ['subscribers by the beginning of a rare id', members({ search: 'customer-1900' })],
  ['subscribers by an id that nobody has', members({ search: 'nobody' })],
  ['subscribers by their own id', (at) => members({ search: at.subscriberId })(at)],
  ['subscribers of a segment', async (at) => members({ segmentId: (await segments(at)).at(-1)?.id })(at)],
  ['subscribers for tests', ({ actor, siteId }) => listTestSubscribers(actor, siteId)],
  ['subscribers in the search of everything', ({ actor, siteId }) => findById(actor, siteId, 'customer-1000', 5)],
  ['the first subscribers of a new site', ({ actor, siteId }) => listSubscribers(actor, siteId, { limit: 2 })],
  ['a subscriber', ({ actor, siteId, subscriberId }) => getSubscriber(actor, siteId, subscriberId)],
  ['a subscriber’s timeline', ({ actor, siteId, subscriberId }) => subscriberTimeline(actor, siteId, subscriberId)],
  [
    'a subscriber’s consents and devices',
    ({ actor, siteId, subscriberId }) => personDetails(actor, siteId, subscriberId),
  ],
  [
    'a subscriber’s events',
    ({ actor, siteId, subscriberId }) => listEvents(actor, siteId, subscriberId, { limit: LIMIT }),
  ],
  [
    'why a subscriber got a campaign',
    ({ actor, siteId, subscriberId, campaignIds }) => explainDelivery(actor, siteId, subscriberId, campaignIds[0]),
  ],
  ['what the filters offer', ({ actor, siteId }) => knownValues(actor, siteId)],
  ['what the rules offer', ({ actor, siteId }) => knownBehaviour(actor, siteId)],
  ['what the editor of a rule offers', ({ actor, siteId }) => suggestRuleParts(actor, siteId, ordered)],
  ['segments', segments],
  ['a segment', async (at) => getSegment(at.actor, at.siteId, (await segments(at))[0]?.id ?? '')],
  [
    'campaigns that rules name',
    ({ actor, siteId, campaignIds: [campaignId] }) =>
      nameRuleCampaigns(actor, siteId, [{ field: 'campaign', operator: 'clicked', campaignId }]),
  ],
  ['a few of an audience', ({ actor, siteId }) => sampleAudience(actor, siteId, { all: true })],
];

/** These count everybody, or everybody of a kind: they read as many entries, of an index. */
export const PEOPLE_COUNTS: PageCase[] = [
  ['the overview', ({ actor, siteId }) => siteOverview(actor, siteId)],
  ['growth in a month', ({ actor, siteId }) => siteGrowth(actor, siteId, 30)],
  ['growth in a year', ({ actor, siteId }) => siteGrowth(actor, siteId, 365)],
  ['segments', async (at) => Promise.all(Object.values(countSegments(at.actor, at.siteId, await segments(at))))],
  ['a rule while it is written, roughly', ({ actor, siteId }) => previewRule(actor, siteId, team, 'quick')],
  ['a rule, exactly', ({ actor, siteId }) => previewRule(actor, siteId, ordered, 'exact')],
  ['everybody, at once', ({ actor, siteId }) => previewAudience(actor, siteId, { all: true })],
  ['everybody', ({ actor, siteId }) => countAudience(actor, siteId, { audience: { all: true } })],
  [
    'an audience of segments',
    async (at) => {
      const [first, second] = await segments(at);
      return countAudience(at.actor, at.siteId, {
        audience: { include: [first?.id ?? ''], exclude: [second?.id ?? ''] },
      });
    },
  ],
];
