// Generated from the OpenAPI document by `npm run generate:client`; not to be edited.

import { type Client, type RequestOptions, type Sparse, segment } from './client.js';
import type {
  AbTestResult,
  ApiKey,
  ApiKeyInput,
  ApiKeyPage,
  ApiKeyPatch,
  AudienceCount,
  AudienceEstimate,
  AudienceSample,
  AuditEntryPage,
  BatchAnswer,
  BestTime,
  Campaign,
  CampaignComparison,
  CampaignFromTemplate,
  CampaignInput,
  CampaignOccurrences,
  CampaignPage,
  CampaignPatch,
  CampaignReport,
  CampaignSkips,
  ConsentPage,
  CountInput,
  CreatedApiKey,
  Delivery,
  DeliveryPage,
  DiscardedJobs,
  DraftVersionDetail,
  DraftVersionPage,
  EstimateInput,
  EventBatch,
  EventPage,
  Explanation,
  Export,
  ExportInput,
  ExportPage,
  FailedJobPage,
  Goal,
  GoalInput,
  GoalPatch,
  Image,
  ImagePage,
  ImageUses,
  Import,
  ImportPage,
  ImportPatch,
  IncompleteCampaign,
  Message,
  MessageCheck,
  MessageCheckInput,
  Process,
  Queue,
  ReplayAnswer,
  ReplayInput,
  RotateKeyInput,
  RotateSecretInput,
  RuleSuggestions,
  ScheduleInput,
  Segment,
  SegmentInput,
  SegmentPage,
  SegmentPatch,
  SendMessage,
  SendTemplate,
  SentMessage,
  Site,
  SiteGrowth,
  SiteInput,
  SiteOverview,
  SitePage,
  SitePatch,
  Subscriber,
  SubscriberBatch,
  SubscriberBatchAnswer,
  SubscriberInput,
  SubscriberPage,
  SubscriberPatch,
  TagBatch,
  TagList,
  Template,
  TemplateFromCampaign,
  TemplateInput,
  TemplatePage,
  TemplatePatch,
  TestRun,
  TestSendInput,
  ThrottleInput,
  TimelineEntryPage,
  Topic,
  TopicInput,
  TopicPatch,
  Webhook,
  WebhookDeliveryDetail,
  WebhookDeliveryPage,
  WebhookInput,
  WebhookList,
  WebhookPatch,
  WebhookWithSecret,
  WinnerInput,
} from './schemas.js';

export interface CreateSiteRequest {
  body: SiteInput;
}

/**
 * Make a site.
 * Makes the site with a new key pair, or with the pair given.
 * Permission: `sites.write`.
 * @throws ProblemError `bad_request`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function createSite(client: Client, input: CreateSiteRequest, options?: RequestOptions): Promise<Site> {
  return client.request({ method: 'POST', path: `/api/v1/sites`, body: input.body }, options);
}

export interface ListSitesRequest {
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
}

/**
 * List sites.
 * Permission: `sites.read`.
 * @throws ProblemError `bad_request`, or what any may
 */
export function listSites<F extends keyof Site>(
  client: Client,
  input: ListSitesRequest & { fields: readonly F[] },
  options?: RequestOptions,
): Promise<Sparse<SitePage, F>>;
export function listSites(client: Client, input?: ListSitesRequest, options?: RequestOptions): Promise<SitePage>;
export function listSites(
  client: Client,
  input: ListSitesRequest & { fields?: readonly (keyof Site)[] } = {},
  options?: RequestOptions,
): Promise<SitePage> {
  return client.request(
    { method: 'GET', path: `/api/v1/sites`, query: { cursor: input.cursor, limit: input.limit, fields: input.fields } },
    options,
  );
}

export interface GetSiteRequest {
  /** The site */
  siteId: string;
}

/**
 * Get a site.
 * Permission: `sites.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getSite(client: Client, input: GetSiteRequest, options?: RequestOptions): Promise<Site> {
  return client.request({ method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}` }, options);
}

export interface UpdateSiteRequest {
  /** The site */
  siteId: string;
  body: SitePatch;
}

/**
 * Change a site.
 * Permission: `sites.write`.
 * @throws ProblemError `bad_request`, `not_found`, `precondition_failed`, `payload_too_large`, `unsupported_media_type`, or what any may
 */
export function updateSite(client: Client, input: UpdateSiteRequest, options?: RequestOptions): Promise<Site> {
  return client.request({ method: 'PATCH', path: `/api/v1/sites/${segment(input.siteId)}`, body: input.body }, options);
}

export interface DeleteSiteRequest {
  /** The site */
  siteId: string;
}

/**
 * Archive a site.
 * Its pages stop collecting, what is being sent is paused, what is scheduled is not launched, and its addresses answer 404. Nothing is deleted.
 * Permission: `sites.write`.
 * @throws ProblemError `not_found`, `precondition_failed`, or what any may
 */
export function deleteSite(client: Client, input: DeleteSiteRequest, options?: RequestOptions): Promise<void> {
  return client.request({ method: 'DELETE', path: `/api/v1/sites/${segment(input.siteId)}` }, options);
}

export interface CreateTopicRequest {
  /** The site */
  siteId: string;
  body: TopicInput;
}

/**
 * Make a topic.
 * Permission: `topics.write`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function createTopic(client: Client, input: CreateTopicRequest, options?: RequestOptions): Promise<Topic> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/topics`, body: input.body },
    options,
  );
}

export interface ListTopicsRequest {
  /** The site */
  siteId: string;
}

/**
 * List topics.
 * Permission: `topics.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function listTopics(
  client: Client,
  input: ListTopicsRequest,
  options?: RequestOptions,
): Promise<{
  /** This page */
  items: Topic[];
}> {
  return client.request({ method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/topics` }, options);
}

export interface GetTopicRequest {
  /** The site */
  siteId: string;
  /** The topic */
  topicId: string;
}

/**
 * Get a topic.
 * Permission: `topics.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getTopic(client: Client, input: GetTopicRequest, options?: RequestOptions): Promise<Topic> {
  return client.request(
    { method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/topics/${segment(input.topicId)}` },
    options,
  );
}

export interface UpdateTopicRequest {
  /** The site */
  siteId: string;
  /** The topic */
  topicId: string;
  body: TopicPatch;
}

/**
 * Change a topic.
 * Permission: `topics.write`.
 * @throws ProblemError `bad_request`, `not_found`, `precondition_failed`, `payload_too_large`, `unsupported_media_type`, or what any may
 */
export function updateTopic(client: Client, input: UpdateTopicRequest, options?: RequestOptions): Promise<Topic> {
  return client.request(
    {
      method: 'PATCH',
      path: `/api/v1/sites/${segment(input.siteId)}/topics/${segment(input.topicId)}`,
      body: input.body,
    },
    options,
  );
}

export interface DeleteTopicRequest {
  /** The site */
  siteId: string;
  /** The topic */
  topicId: string;
}

/**
 * Delete a topic.
 * Permission: `topics.write`.
 * @throws ProblemError `not_found`, `precondition_failed`, or what any may
 */
export function deleteTopic(client: Client, input: DeleteTopicRequest, options?: RequestOptions): Promise<void> {
  return client.request(
    { method: 'DELETE', path: `/api/v1/sites/${segment(input.siteId)}/topics/${segment(input.topicId)}` },
    options,
  );
}

export interface CreateSubscriberRequest {
  /** The site */
  siteId: string;
  body: SubscriberInput;
}

/**
 * Add a subscriber.
 * Adds the subscription that a browser made with the site’s current key, or updates the one with the same endpoint and keys.
 * Permission: `subscribers.write`.
 * @throws ProblemError `bad_request`, `not_found`, `endpoint_taken`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function createSubscriber(
  client: Client,
  input: CreateSubscriberRequest,
  options?: RequestOptions,
): Promise<Subscriber> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/subscribers`, body: input.body },
    options,
  );
}

export interface ListSubscribersRequest {
  /** The site */
  siteId: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
  /** External id or subscriber id, from its beginning */
  search?: string;
  /** Only those in this state */
  status?: 'active' | 'unsubscribed' | 'gone' | 'key_mismatch';
  /** Only those whom this segment finds */
  segmentId?: string;
  /** Name of the browser, lower case */
  browser?: string;
  /** ISO 3166-1 alpha-2 code */
  country?: string;
  /** Only those who want the topic with this key */
  topic?: string;
  /** Only those that are marked for tests, or only the others */
  isTest?: 'true' | 'false';
  /** Your own id of a person, in full: finds every browser of theirs */
  externalId?: string;
  /** SHA-256 of the subscription’s endpoint, in hex: finds the one browser that has it */
  endpointHash?: string;
}

/**
 * List subscribers.
 * Permission: `subscribers.read`.
 * @throws ProblemError `bad_request`, `not_found`, or what any may
 */
export function listSubscribers<F extends keyof Subscriber>(
  client: Client,
  input: ListSubscribersRequest & { fields: readonly F[] },
  options?: RequestOptions,
): Promise<Sparse<SubscriberPage, F>>;
export function listSubscribers(
  client: Client,
  input: ListSubscribersRequest,
  options?: RequestOptions,
): Promise<SubscriberPage>;
export function listSubscribers(
  client: Client,
  input: ListSubscribersRequest & { fields?: readonly (keyof Subscriber)[] },
  options?: RequestOptions,
): Promise<SubscriberPage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/subscribers`,
      query: {
        cursor: input.cursor,
        limit: input.limit,
        search: input.search,
        status: input.status,
        segmentId: input.segmentId,
        browser: input.browser,
        country: input.country,
        topic: input.topic,
        isTest: input.isTest,
        externalId: input.externalId,
        endpointHash: input.endpointHash,
        fields: input.fields,
      },
    },
    options,
  );
}

export interface CreateSubscribersRequest {
  /** The site */
  siteId: string;
  body: SubscriberBatch;
}

/**
 * Add up to 1,000 subscribers.
 * Each row has its own result; a bad one does not refuse the others.
 * Permission: `subscribers.write`.
 * @throws ProblemError `bad_request`, `not_found`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function createSubscribers(
  client: Client,
  input: CreateSubscribersRequest,
  options?: RequestOptions,
): Promise<SubscriberBatchAnswer> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/subscribers/batch`, body: input.body },
    options,
  );
}

export interface GetSubscriberRequest {
  /** The site */
  siteId: string;
  /** The subscriber: its id; or `external:` and your id of the person, when they have one browser (with several the answer is 409); or `endpoint:` and the SHA-256 of its endpoint in hex */
  id: string;
}

/**
 * Get a subscriber.
 * Permission: `subscribers.read`.
 * @throws ProblemError `not_found`, `conflict`, or what any may
 */
export function getSubscriber(
  client: Client,
  input: GetSubscriberRequest,
  options?: RequestOptions,
): Promise<Subscriber> {
  return client.request(
    { method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/subscribers/${segment(input.id)}` },
    options,
  );
}

export interface UpdateSubscriberRequest {
  /** The site */
  siteId: string;
  /** The subscriber: its id; or `external:` and your id of the person, when they have one browser (with several the answer is 409); or `endpoint:` and the SHA-256 of its endpoint in hex */
  id: string;
  body: SubscriberPatch;
}

/**
 * Change a subscriber.
 * Tags are merged, null deletes one; everything else is replaced.
 * Permission: `subscribers.write`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, `precondition_failed`, `payload_too_large`, `unsupported_media_type`, or what any may
 */
export function updateSubscriber(
  client: Client,
  input: UpdateSubscriberRequest,
  options?: RequestOptions,
): Promise<Subscriber> {
  return client.request(
    {
      method: 'PATCH',
      path: `/api/v1/sites/${segment(input.siteId)}/subscribers/${segment(input.id)}`,
      body: input.body,
    },
    options,
  );
}

export interface DeleteSubscriberRequest {
  /** The site */
  siteId: string;
  /** The subscriber: its id; or `external:` and your id of the person, when they have one browser (with several the answer is 409); or `endpoint:` and the SHA-256 of its endpoint in hex */
  id: string;
}

/**
 * Erase a subscriber.
 * Deletes the subscription and everything known of the person. What was sent stays counted.
 * Permission: `subscribers.write`.
 * @throws ProblemError `not_found`, `conflict`, `precondition_failed`, or what any may
 */
export function deleteSubscriber(
  client: Client,
  input: DeleteSubscriberRequest,
  options?: RequestOptions,
): Promise<void> {
  return client.request(
    { method: 'DELETE', path: `/api/v1/sites/${segment(input.siteId)}/subscribers/${segment(input.id)}` },
    options,
  );
}

export interface GetSubscriberTimelineRequest {
  /** The site */
  siteId: string;
  /** The subscriber: its id; or `external:` and your id of the person, when they have one browser (with several the answer is 409); or `endpoint:` and the SHA-256 of its endpoint in hex */
  id: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
}

/**
 * What happened to a subscriber.
 * What they did, and what was sent to them. Needs `events.read`, too.
 * Permission: `subscribers.read`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, or what any may
 */
export function getSubscriberTimeline(
  client: Client,
  input: GetSubscriberTimelineRequest,
  options?: RequestOptions,
): Promise<TimelineEntryPage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/subscribers/${segment(input.id)}/timeline`,
      query: { cursor: input.cursor, limit: input.limit },
    },
    options,
  );
}

export interface ExplainDeliveryRequest {
  /** The site */
  siteId: string;
  /** The subscriber: its id; or `external:` and your id of the person, when they have one browser (with several the answer is 409); or `endpoint:` and the SHA-256 of its endpoint in hex */
  id: string;
  /** The campaign */
  campaignId: string;
}

/**
 * Why a subscriber did or did not get a campaign.
 * One plain answer with what it rests on. It follows the rule that the campaign was launched with, not what a segment says today. Needs `campaigns.read`, too.
 * Permission: `subscribers.read`.
 * @throws ProblemError `not_found`, `conflict`, or what any may
 */
export function explainDelivery(
  client: Client,
  input: ExplainDeliveryRequest,
  options?: RequestOptions,
): Promise<Explanation> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/subscribers/${segment(input.id)}/campaigns/${segment(input.campaignId)}/explanation`,
    },
    options,
  );
}

export interface TrackEventsRequest {
  /** The site */
  siteId: string;
  body: EventBatch;
}

/**
 * Record up to 1,000 events.
 * Records what people did, as `track` of a page does. Each row has its own result; a bad one does not refuse the others. An event of an external id is recorded for each browser of the person.
 * Permission: `events.write`.
 * @throws ProblemError `bad_request`, `not_found`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function trackEvents(client: Client, input: TrackEventsRequest, options?: RequestOptions): Promise<BatchAnswer> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/events`, body: input.body },
    options,
  );
}

export interface ListEventsRequest {
  /** The site */
  siteId: string;
  /** The subscriber: its id; or `external:` and your id of the person, when they have one browser (with several the answer is 409); or `endpoint:` and the SHA-256 of its endpoint in hex */
  id: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
  /** Only events of this name */
  event?: string;
}

/**
 * List the events of a subscriber.
 * Custom events only; the timeline tells everything.
 * Permission: `events.read`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, or what any may
 */
export function listEvents(client: Client, input: ListEventsRequest, options?: RequestOptions): Promise<EventPage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/subscribers/${segment(input.id)}/events`,
      query: { cursor: input.cursor, limit: input.limit, event: input.event },
    },
    options,
  );
}

export interface ListConsentsRequest {
  /** The site */
  siteId: string;
  /** The subscriber: its id; or `external:` and your id of the person, when they have one browser (with several the answer is 409); or `endpoint:` and the SHA-256 of its endpoint in hex */
  id: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
}

/**
 * List when a subscriber agreed or took it back.
 * The append-only record of each opt-in and opt-out. It goes with a subscriber who is erased.
 * Permission: `subscribers.read`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, or what any may
 */
export function listConsents(
  client: Client,
  input: ListConsentsRequest,
  options?: RequestOptions,
): Promise<ConsentPage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/subscribers/${segment(input.id)}/consents`,
      query: { cursor: input.cursor, limit: input.limit },
    },
    options,
  );
}

export interface ListTagsRequest {
  /** The site */
  siteId: string;
}

/**
 * List the tags in use.
 * Tags of active subscribers with how many have each; on a large site, of the newest ones.
 * Permission: `tags.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function listTags(client: Client, input: ListTagsRequest, options?: RequestOptions): Promise<TagList> {
  return client.request({ method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/tags` }, options);
}

export interface ChangeTagsRequest {
  /** The site */
  siteId: string;
  body: TagBatch;
}

/**
 * Change the tags of up to 1,000 people.
 * Sets and deletes tags of people or single browsers, one row after the other. Each row has its own result; a bad one does not refuse the others.
 * Permission: `tags.write`.
 * @throws ProblemError `bad_request`, `not_found`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function changeTags(client: Client, input: ChangeTagsRequest, options?: RequestOptions): Promise<BatchAnswer> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/tags/batch`, body: input.body },
    options,
  );
}

export interface SampleAudienceRequest {
  /** The site */
  siteId: string;
  body: CountInput;
}

/**
 * See a few whom a rule or an audience finds.
 * Active subscribers at this moment, newest first. Needs `segments.read`, too.
 * Permission: `subscribers.read`.
 * @throws ProblemError `bad_request`, `not_found`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function sampleAudience(
  client: Client,
  input: SampleAudienceRequest,
  options?: RequestOptions,
): Promise<AudienceSample> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/segments/sample`, body: input.body },
    options,
  );
}

export interface GetRuleSuggestionsRequest {
  /** The site */
  siteId: string;
}

/**
 * See what a rule may refer to.
 * What is offered where a rule is written: tags, values, events, pages, topics and campaigns that the site has. Needs `subscribers.read` and `topics.read`, too.
 * Permission: `segments.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getRuleSuggestions(
  client: Client,
  input: GetRuleSuggestionsRequest,
  options?: RequestOptions,
): Promise<RuleSuggestions> {
  return client.request({ method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/rule-suggestions` }, options);
}

export interface CreateSegmentRequest {
  /** The site */
  siteId: string;
  body: SegmentInput;
}

/**
 * Make a segment.
 * Permission: `segments.write`.
 * @throws ProblemError `bad_request`, `not_found`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function createSegment(client: Client, input: CreateSegmentRequest, options?: RequestOptions): Promise<Segment> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/segments`, body: input.body },
    options,
  );
}

export interface ListSegmentsRequest {
  /** The site */
  siteId: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
}

/**
 * List segments.
 * Permission: `segments.read`.
 * @throws ProblemError `bad_request`, `not_found`, or what any may
 */
export function listSegments<F extends keyof Segment>(
  client: Client,
  input: ListSegmentsRequest & { fields: readonly F[] },
  options?: RequestOptions,
): Promise<Sparse<SegmentPage, F>>;
export function listSegments(
  client: Client,
  input: ListSegmentsRequest,
  options?: RequestOptions,
): Promise<SegmentPage>;
export function listSegments(
  client: Client,
  input: ListSegmentsRequest & { fields?: readonly (keyof Segment)[] },
  options?: RequestOptions,
): Promise<SegmentPage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/segments`,
      query: { cursor: input.cursor, limit: input.limit, fields: input.fields },
    },
    options,
  );
}

export interface CountAudienceRequest {
  /** The site */
  siteId: string;
  body: CountInput;
}

/**
 * Count whom a rule or an audience finds.
 * Active subscribers at this moment.
 * Permission: `segments.read`.
 * @throws ProblemError `bad_request`, `not_found`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function countAudience(
  client: Client,
  input: CountAudienceRequest,
  options?: RequestOptions,
): Promise<AudienceCount> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/segments/count`, body: input.body },
    options,
  );
}

export interface EstimateRuleRequest {
  /** The site */
  siteId: string;
  body: EstimateInput;
}

/**
 * Estimate how many a rule finds.
 * For a large site from a sample of one subscriber in 128, which takes milliseconds where counting takes seconds; for a site of under about 128,000 active subscribers it counts.
 * Permission: `segments.read`.
 * @throws ProblemError `bad_request`, `not_found`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function estimateRule(
  client: Client,
  input: EstimateRuleRequest,
  options?: RequestOptions,
): Promise<AudienceEstimate> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/segments/estimate`, body: input.body },
    options,
  );
}

export interface GetSegmentRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Get a segment.
 * Permission: `segments.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getSegment(client: Client, input: GetSegmentRequest, options?: RequestOptions): Promise<Segment> {
  return client.request(
    { method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/segments/${segment(input.id)}` },
    options,
  );
}

export interface UpdateSegmentRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
  body: SegmentPatch;
}

/**
 * Change a segment.
 * Campaigns that were launched keep the rule that they were launched with.
 * Permission: `segments.write`.
 * @throws ProblemError `bad_request`, `not_found`, `precondition_failed`, `payload_too_large`, `unsupported_media_type`, or what any may
 */
export function updateSegment(client: Client, input: UpdateSegmentRequest, options?: RequestOptions): Promise<Segment> {
  return client.request(
    { method: 'PATCH', path: `/api/v1/sites/${segment(input.siteId)}/segments/${segment(input.id)}`, body: input.body },
    options,
  );
}

export interface DeleteSegmentRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Archive a segment.
 * Permission: `segments.write`.
 * @throws ProblemError `not_found`, `precondition_failed`, or what any may
 */
export function deleteSegment(client: Client, input: DeleteSegmentRequest, options?: RequestOptions): Promise<void> {
  return client.request(
    { method: 'DELETE', path: `/api/v1/sites/${segment(input.siteId)}/segments/${segment(input.id)}` },
    options,
  );
}

export interface RestoreSegmentRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Restore an archived segment.
 * Takes it into use again, under the same id. One that is in use stays as it is.
 * Permission: `segments.write`.
 * @throws ProblemError `not_found`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function restoreSegment(
  client: Client,
  input: RestoreSegmentRequest,
  options?: RequestOptions,
): Promise<Segment> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/segments/${segment(input.id)}/restore` },
    options,
  );
}

export interface CreateTemplateRequest {
  /** The site */
  siteId: string;
  body: TemplateInput | TemplateFromCampaign;
}

/**
 * Make a template.
 * Of a message, complete or not, or with `campaignId` of what a campaign says (which needs `campaigns.read` or `campaigns.write`, too).
 * Permission: `templates.write`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function createTemplate(
  client: Client,
  input: CreateTemplateRequest,
  options?: RequestOptions,
): Promise<Template> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/templates`, body: input.body },
    options,
  );
}

export interface ListTemplatesRequest {
  /** The site */
  siteId: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
  /** Part of the name */
  search?: string;
}

/**
 * List templates.
 * Permission: `templates.read`.
 * @throws ProblemError `bad_request`, `not_found`, or what any may
 */
export function listTemplates<F extends keyof Template>(
  client: Client,
  input: ListTemplatesRequest & { fields: readonly F[] },
  options?: RequestOptions,
): Promise<Sparse<TemplatePage, F>>;
export function listTemplates(
  client: Client,
  input: ListTemplatesRequest,
  options?: RequestOptions,
): Promise<TemplatePage>;
export function listTemplates(
  client: Client,
  input: ListTemplatesRequest & { fields?: readonly (keyof Template)[] },
  options?: RequestOptions,
): Promise<TemplatePage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/templates`,
      query: { cursor: input.cursor, limit: input.limit, search: input.search, fields: input.fields },
    },
    options,
  );
}

export interface GetTemplateRequest {
  /** The site */
  siteId: string;
  /** The template */
  id: string;
}

/**
 * Get a template.
 * Permission: `templates.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getTemplate(client: Client, input: GetTemplateRequest, options?: RequestOptions): Promise<Template> {
  return client.request(
    { method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/templates/${segment(input.id)}` },
    options,
  );
}

export interface UpdateTemplateRequest {
  /** The site */
  siteId: string;
  /** The template */
  id: string;
  body: TemplatePatch;
}

/**
 * Change a template.
 * Campaigns that were made from it stay as they are. `If-Match` keeps two editors apart.
 * Permission: `templates.write`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, `precondition_failed`, `payload_too_large`, `unsupported_media_type`, or what any may
 */
export function updateTemplate(
  client: Client,
  input: UpdateTemplateRequest,
  options?: RequestOptions,
): Promise<Template> {
  return client.request(
    {
      method: 'PATCH',
      path: `/api/v1/sites/${segment(input.siteId)}/templates/${segment(input.id)}`,
      body: input.body,
    },
    options,
  );
}

export interface DeleteTemplateRequest {
  /** The site */
  siteId: string;
  /** The template */
  id: string;
}

/**
 * Delete a template.
 * What was made from it stays.
 * Permission: `templates.write`.
 * @throws ProblemError `not_found`, `precondition_failed`, or what any may
 */
export function deleteTemplate(client: Client, input: DeleteTemplateRequest, options?: RequestOptions): Promise<void> {
  return client.request(
    { method: 'DELETE', path: `/api/v1/sites/${segment(input.siteId)}/templates/${segment(input.id)}` },
    options,
  );
}

export interface RestoreTemplateRequest {
  /** The site */
  siteId: string;
  /** The template */
  id: string;
}

/**
 * Restore a deleted template.
 * It is there again under its id, as it was. Refused while another template has its name. One that is in use stays as it is.
 * Permission: `templates.write`.
 * @throws ProblemError `not_found`, `conflict`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function restoreTemplate(
  client: Client,
  input: RestoreTemplateRequest,
  options?: RequestOptions,
): Promise<Template> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/templates/${segment(input.id)}/restore` },
    options,
  );
}

export interface DuplicateTemplateRequest {
  /** The site */
  siteId: string;
  /** The template */
  id: string;
}

/**
 * Copy a template.
 * The copy says the same and is named “… (copy)”, with a number where that is taken.
 * Permission: `templates.write`.
 * @throws ProblemError `not_found`, `conflict`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function duplicateTemplate(
  client: Client,
  input: DuplicateTemplateRequest,
  options?: RequestOptions,
): Promise<Template> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/templates/${segment(input.id)}/duplicate` },
    options,
  );
}

export interface CreateGoalRequest {
  /** The site */
  siteId: string;
  body: GoalInput;
}

/**
 * Make a goal.
 * Events count from now on: each for the campaign that its browser clicked last, within the goal's window.
 * Permission: `goals.write`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function createGoal(client: Client, input: CreateGoalRequest, options?: RequestOptions): Promise<Goal> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/goals`, body: input.body },
    options,
  );
}

export interface ListGoalsRequest {
  /** The site */
  siteId: string;
}

/**
 * List goals.
 * Permission: `goals.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function listGoals(
  client: Client,
  input: ListGoalsRequest,
  options?: RequestOptions,
): Promise<{
  /** This page */
  items: Goal[];
}> {
  return client.request({ method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/goals` }, options);
}

export interface GetGoalRequest {
  /** The site */
  siteId: string;
  /** The goal */
  goalId: string;
}

/**
 * Get a goal.
 * Permission: `goals.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getGoal(client: Client, input: GetGoalRequest, options?: RequestOptions): Promise<Goal> {
  return client.request(
    { method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/goals/${segment(input.goalId)}` },
    options,
  );
}

export interface UpdateGoalRequest {
  /** The site */
  siteId: string;
  /** The goal */
  goalId: string;
  body: GoalPatch;
}

/**
 * Change a goal.
 * Changes how events count from now on; what was counted stays.
 * Permission: `goals.write`.
 * @throws ProblemError `bad_request`, `not_found`, `precondition_failed`, `payload_too_large`, `unsupported_media_type`, or what any may
 */
export function updateGoal(client: Client, input: UpdateGoalRequest, options?: RequestOptions): Promise<Goal> {
  return client.request(
    {
      method: 'PATCH',
      path: `/api/v1/sites/${segment(input.siteId)}/goals/${segment(input.goalId)}`,
      body: input.body,
    },
    options,
  );
}

export interface DeleteGoalRequest {
  /** The site */
  siteId: string;
  /** The goal */
  goalId: string;
}

/**
 * Delete a goal.
 * Permission: `goals.write`.
 * @throws ProblemError `not_found`, `precondition_failed`, or what any may
 */
export function deleteGoal(client: Client, input: DeleteGoalRequest, options?: RequestOptions): Promise<void> {
  return client.request(
    { method: 'DELETE', path: `/api/v1/sites/${segment(input.siteId)}/goals/${segment(input.goalId)}` },
    options,
  );
}

export interface RestoreGoalRequest {
  /** The site */
  siteId: string;
  /** The goal */
  goalId: string;
}

/**
 * Restore a deleted goal.
 * It counts again, with what it had counted before; events of the time between are not made good. One that is in use stays as it is.
 * Permission: `goals.write`.
 * @throws ProblemError `not_found`, `conflict`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function restoreGoal(client: Client, input: RestoreGoalRequest, options?: RequestOptions): Promise<Goal> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/goals/${segment(input.goalId)}/restore` },
    options,
  );
}

export interface GetCampaignReportRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** Of the heat map; UTC when left out */
  timeZone?: string;
}

/**
 * Get a campaign's report.
 * What became of a campaign, by browser, system, device, country, language and message, over time and by hour of the week. The funnel and the failures are as they are now; the rest was counted at `asOf`, seconds to minutes ago, and is up to date when `isCurrent`. Unknown is a row of its own, so that each breakdown adds up.
 * Permission: `campaigns.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getCampaignReport(
  client: Client,
  input: GetCampaignReportRequest,
  options?: RequestOptions,
): Promise<CampaignReport> {
  return client.request(
    { method: 'GET', path: `/api/v1/campaigns/${segment(input.id)}/report`, query: { timeZone: input.timeZone } },
    options,
  );
}

export interface CompareCampaignsRequest {
  /** The site */
  siteId: string;
  /** The campaigns, by comma: 2 to 5 of them */
  ids?: string;
}

/**
 * Compare campaigns.
 * The same figures for each, side by side. A campaign that is named twice counts once.
 * Permission: `campaigns.read`.
 * @throws ProblemError `bad_request`, `not_found`, or what any may
 */
export function compareCampaigns(
  client: Client,
  input: CompareCampaignsRequest,
  options?: RequestOptions,
): Promise<CampaignComparison> {
  return client.request(
    { method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/campaigns/compare`, query: { ids: input.ids } },
    options,
  );
}

export interface GetSiteGrowthRequest {
  /** The site */
  siteId: string;
  /** Length of the period, today included: 30, 90 or 365 */
  days?: number;
}

/**
 * Get a site's growth.
 * Who came and went by day (UTC), what people were asked with when they agreed, and after which campaigns they left. Needs `campaigns.read`, too.
 * Permission: `subscribers.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getSiteGrowth(
  client: Client,
  input: GetSiteGrowthRequest,
  options?: RequestOptions,
): Promise<SiteGrowth> {
  return client.request(
    { method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/growth`, query: { days: input.days } },
    options,
  );
}

export interface GetSiteOverviewRequest {
  /** The site */
  siteId: string;
}

/**
 * See how a site stands.
 * Active subscribers, the last 30 days, browsers, countries, languages and the last campaigns. Needs `campaigns.read`, too.
 * Permission: `subscribers.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getSiteOverview(
  client: Client,
  input: GetSiteOverviewRequest,
  options?: RequestOptions,
): Promise<SiteOverview> {
  return client.request({ method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/overview` }, options);
}

export interface CreateImageRequest {
  /** The site */
  siteId: string;
  /** What it is for: an `icon` becomes a square of 256 pixels at most, a `badge` of 96, an `image` 1,024 × 512 */
  use?: 'icon' | 'image' | 'badge';
  /** The file. */
  file: string | Blob | Uint8Array<ArrayBuffer>;
}

/**
 * Upload an image.
 * The body is the file: PNG, JPEG, WebP or GIF (of a moving one the first frame), up to 8 MiB and 24 million pixels. It is made anew in the size of its use, without anything but its pixels, and kept under an address that never changes. The same file again answers the same image.
 * Permission: `images.write`.
 * @throws ProblemError `not_found`, `conflict`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, `unavailable`, or what any may
 */
export function createImage(client: Client, input: CreateImageRequest, options?: RequestOptions): Promise<Image> {
  return client.request(
    {
      method: 'POST',
      path: `/api/v1/sites/${segment(input.siteId)}/images`,
      query: { use: input.use },
      file: input.file,
    },
    options,
  );
}

export interface ListImagesRequest {
  /** The site */
  siteId: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
}

/**
 * List images.
 * Permission: `images.read`.
 * @throws ProblemError `bad_request`, `not_found`, or what any may
 */
export function listImages(client: Client, input: ListImagesRequest, options?: RequestOptions): Promise<ImagePage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/images`,
      query: { cursor: input.cursor, limit: input.limit },
    },
    options,
  );
}

export interface GetImageUsesRequest {
  /** The site */
  siteId: string;
  /** The image */
  id: string;
}

/**
 * See who uses an image.
 * What would be without its picture if it were deleted, and what keeps it from being deleted.
 * Permission: `images.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getImageUses(client: Client, input: GetImageUsesRequest, options?: RequestOptions): Promise<ImageUses> {
  return client.request(
    { method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/images/${segment(input.id)}/uses` },
    options,
  );
}

export interface DeleteImageRequest {
  /** The site */
  siteId: string;
  /** The image */
  id: string;
}

/**
 * Delete an image.
 * Refused with `conflict` while a template has it, or a campaign that is scheduled, under way, or has messages that have not expired. Drafts and single messages that have its address are shown without it, but for browsers that have loaded it.
 * Permission: `images.write`.
 * @throws ProblemError `not_found`, `conflict`, or what any may
 */
export function deleteImage(client: Client, input: DeleteImageRequest, options?: RequestOptions): Promise<void> {
  return client.request(
    { method: 'DELETE', path: `/api/v1/sites/${segment(input.siteId)}/images/${segment(input.id)}` },
    options,
  );
}

export interface CreateCampaignRequest {
  /** The site */
  siteId: string;
  body: CampaignInput | IncompleteCampaign | CampaignFromTemplate;
}

/**
 * Make a campaign.
 * Makes a draft to be launched; with `sendAt`, a campaign that launches by itself at that instant; with `schedule`, one that is sent in each subscriber's own time zone, at each one's best hour, or again and again by the calendar. With `templateId` it says what the template says, but for the fields given. With `isDraft` it may be incomplete, and stays a draft until it is launched or scheduled.
 * Permission: `campaigns.write`.
 * @throws ProblemError `bad_request`, `not_found`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function createCampaign(
  client: Client,
  input: CreateCampaignRequest,
  options?: RequestOptions,
): Promise<Campaign> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/campaigns`, body: input.body },
    options,
  );
}

export interface ListCampaignsRequest {
  /** The site */
  siteId: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
  /** Only those in this state */
  status?: 'draft' | 'scheduled' | 'running' | 'paused' | 'cancelled' | 'done';
  /** Part of the name */
  search?: string;
}

/**
 * List campaigns.
 * Permission: `campaigns.read`.
 * @throws ProblemError `bad_request`, `not_found`, or what any may
 */
export function listCampaigns<F extends keyof Campaign>(
  client: Client,
  input: ListCampaignsRequest & { fields: readonly F[] },
  options?: RequestOptions,
): Promise<Sparse<CampaignPage, F>>;
export function listCampaigns(
  client: Client,
  input: ListCampaignsRequest,
  options?: RequestOptions,
): Promise<CampaignPage>;
export function listCampaigns(
  client: Client,
  input: ListCampaignsRequest & { fields?: readonly (keyof Campaign)[] },
  options?: RequestOptions,
): Promise<CampaignPage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/campaigns`,
      query: {
        cursor: input.cursor,
        limit: input.limit,
        status: input.status,
        search: input.search,
        fields: input.fields,
      },
    },
    options,
  );
}

export interface GetCampaignRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Get a campaign and its figures.
 * Permission: `campaigns.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getCampaign(client: Client, input: GetCampaignRequest, options?: RequestOptions): Promise<Campaign> {
  return client.request({ method: 'GET', path: `/api/v1/campaigns/${segment(input.id)}` }, options);
}

export interface UpdateCampaignRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
  body: CampaignPatch;
}

/**
 * Change a draft, or a recurring campaign that goes on.
 * A draft, complete or not. Or a recurring campaign that is `scheduled`, `running` or `paused`, for which the key needs `campaigns.send` too: the change must be complete, holds from `nextAt` of the answer on, and leaves alone what dates before it have sent. With `If-Match` it is refused when a date has begun since.
 * Permission: `campaigns.write`.
 * @throws ProblemError `bad_request`, `not_found`, `campaign_not_editable`, `precondition_failed`, `payload_too_large`, `unsupported_media_type`, or what any may
 */
export function updateCampaign(
  client: Client,
  input: UpdateCampaignRequest,
  options?: RequestOptions,
): Promise<Campaign> {
  return client.request({ method: 'PATCH', path: `/api/v1/campaigns/${segment(input.id)}`, body: input.body }, options);
}

export interface DeleteCampaignRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Delete a draft.
 * Permission: `campaigns.write`.
 * @throws ProblemError `not_found`, `campaign_not_editable`, `precondition_failed`, or what any may
 */
export function deleteCampaign(client: Client, input: DeleteCampaignRequest, options?: RequestOptions): Promise<void> {
  return client.request({ method: 'DELETE', path: `/api/v1/campaigns/${segment(input.id)}` }, options);
}

export interface ListCampaignOccurrencesRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * The dates of a recurring campaign.
 * What comes next, and what became of the dates that have passed.
 * Permission: `campaigns.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function listCampaignOccurrences(
  client: Client,
  input: ListCampaignOccurrencesRequest,
  options?: RequestOptions,
): Promise<CampaignOccurrences> {
  return client.request({ method: 'GET', path: `/api/v1/campaigns/${segment(input.id)}/occurrences` }, options);
}

export interface RestoreCampaignRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Restore a deleted draft.
 * It is there again under its id, with what it said before for 30 days after it was deleted. A campaign that is there stays as it is.
 * Permission: `campaigns.write`.
 * @throws ProblemError `not_found`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function restoreCampaign(
  client: Client,
  input: RestoreCampaignRequest,
  options?: RequestOptions,
): Promise<Campaign> {
  return client.request({ method: 'POST', path: `/api/v1/campaigns/${segment(input.id)}/restore` }, options);
}

export interface ScheduleCampaignRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
  body: ScheduleInput;
}

/**
 * Schedule a draft.
 * At an instant, in each subscriber's own time zone, at each one's best hour, or again and again by the calendar.
 * Permission: `campaigns.send`.
 * @throws ProblemError `bad_request`, `not_found`, `campaign_wrong_state`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function scheduleCampaign(
  client: Client,
  input: ScheduleCampaignRequest,
  options?: RequestOptions,
): Promise<Campaign> {
  return client.request(
    { method: 'POST', path: `/api/v1/campaigns/${segment(input.id)}/schedule`, body: input.body },
    options,
  );
}

export interface SendTestRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
  body: TestSendInput;
}

/**
 * Send a test.
 * Sends the message as it is now, or that of `draft`, to chosen subscribers, apart from the figures of the campaign.
 * Permission: `campaigns.send`.
 * @throws ProblemError `bad_request`, `not_found`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function sendTest(client: Client, input: SendTestRequest, options?: RequestOptions): Promise<TestRun> {
  return client.request(
    { method: 'POST', path: `/api/v1/campaigns/${segment(input.id)}/test`, body: input.body },
    options,
  );
}

export interface DuplicateCampaignRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Copy a campaign as a new draft.
 * Permission: `campaigns.write`.
 * @throws ProblemError `not_found`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function duplicateCampaign(
  client: Client,
  input: DuplicateCampaignRequest,
  options?: RequestOptions,
): Promise<Campaign> {
  return client.request({ method: 'POST', path: `/api/v1/campaigns/${segment(input.id)}/duplicate` }, options);
}

export interface SetCampaignThrottleRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
  body: ThrottleInput;
}

/**
 * Change the pace of a campaign.
 * Also while it is being sent, where it takes effect within two seconds; null takes the limit away.
 * Permission: `campaigns.send`.
 * @throws ProblemError `bad_request`, `not_found`, `campaign_wrong_state`, `precondition_failed`, `payload_too_large`, `unsupported_media_type`, or what any may
 */
export function setCampaignThrottle(
  client: Client,
  input: SetCampaignThrottleRequest,
  options?: RequestOptions,
): Promise<Campaign> {
  return client.request(
    { method: 'PUT', path: `/api/v1/campaigns/${segment(input.id)}/throttle`, body: input.body },
    options,
  );
}

export interface GetAbTestRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * How an A/B test stands.
 * The figures of each variant with the interval of its click rate and the probability that it is the best, and what became of the rest of the audience. A campaign that is no A/B test has no variants here.
 * Permission: `campaigns.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getAbTest(client: Client, input: GetAbTestRequest, options?: RequestOptions): Promise<AbTestResult> {
  return client.request({ method: 'GET', path: `/api/v1/campaigns/${segment(input.id)}/ab-test` }, options);
}

export interface ChooseWinnerRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
  body: WinnerInput;
}

/**
 * Choose the winner of an A/B test.
 * Sends this variant to the rest of the audience now, whatever the rule of the test. It can be done once.
 * Permission: `campaigns.send`.
 * @throws ProblemError `bad_request`, `not_found`, `campaign_wrong_state`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function chooseWinner(client: Client, input: ChooseWinnerRequest, options?: RequestOptions): Promise<Campaign> {
  return client.request(
    { method: 'POST', path: `/api/v1/campaigns/${segment(input.id)}/winner`, body: input.body },
    options,
  );
}

export interface GetCampaignSkipsRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * See who will not get a campaign, and why.
 * Before its launch: how many of its audience would be left out if it were launched now, or as it is scheduled. Each is counted once, under the first reason that applies; whoever has unsubscribed or is gone is not in the audience. Needs `segments.read`, too.
 * Permission: `campaigns.read`.
 * @throws ProblemError `not_found`, `campaign_wrong_state`, or what any may
 */
export function getCampaignSkips(
  client: Client,
  input: GetCampaignSkipsRequest,
  options?: RequestOptions,
): Promise<CampaignSkips> {
  return client.request({ method: 'GET', path: `/api/v1/campaigns/${segment(input.id)}/skips` }, options);
}

export interface LaunchCampaignRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Launch a campaign now.
 * Permission: `campaigns.send`.
 * @throws ProblemError `not_found`, `campaign_wrong_state`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function launchCampaign(
  client: Client,
  input: LaunchCampaignRequest,
  options?: RequestOptions,
): Promise<Campaign> {
  return client.request({ method: 'POST', path: `/api/v1/campaigns/${segment(input.id)}/launch` }, options);
}

export interface CancelCampaignRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Cancel a campaign.
 * Permission: `campaigns.send`.
 * @throws ProblemError `not_found`, `campaign_wrong_state`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function cancelCampaign(
  client: Client,
  input: CancelCampaignRequest,
  options?: RequestOptions,
): Promise<Campaign> {
  return client.request({ method: 'POST', path: `/api/v1/campaigns/${segment(input.id)}/cancel` }, options);
}

export interface PauseCampaignRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Pause a running campaign.
 * Permission: `campaigns.send`.
 * @throws ProblemError `not_found`, `campaign_wrong_state`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function pauseCampaign(
  client: Client,
  input: PauseCampaignRequest,
  options?: RequestOptions,
): Promise<Campaign> {
  return client.request({ method: 'POST', path: `/api/v1/campaigns/${segment(input.id)}/pause` }, options);
}

export interface ResumeCampaignRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Go on with a paused campaign.
 * Permission: `campaigns.send`.
 * @throws ProblemError `not_found`, `campaign_wrong_state`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function resumeCampaign(
  client: Client,
  input: ResumeCampaignRequest,
  options?: RequestOptions,
): Promise<Campaign> {
  return client.request({ method: 'POST', path: `/api/v1/campaigns/${segment(input.id)}/resume` }, options);
}

export interface RetryCampaignRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Try again what push services refused.
 * Permission: `campaigns.send`.
 * @throws ProblemError `not_found`, `campaign_wrong_state`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function retryCampaign(
  client: Client,
  input: RetryCampaignRequest,
  options?: RequestOptions,
): Promise<Campaign> {
  return client.request({ method: 'POST', path: `/api/v1/campaigns/${segment(input.id)}/retry` }, options);
}

export interface UnscheduleCampaignRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Make a scheduled campaign a draft again.
 * Permission: `campaigns.send`.
 * @throws ProblemError `not_found`, `campaign_wrong_state`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function unscheduleCampaign(
  client: Client,
  input: UnscheduleCampaignRequest,
  options?: RequestOptions,
): Promise<Campaign> {
  return client.request({ method: 'POST', path: `/api/v1/campaigns/${segment(input.id)}/unschedule` }, options);
}

export interface ListDraftVersionsRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
}

/**
 * List what a draft said before.
 * What one author saves without a pause of five minutes is one version, for half an hour at most; a draft keeps fifty, and they go 30 days after the campaign was sent or cancelled, or with the draft.
 * Permission: `campaigns.read`.
 * @throws ProblemError `bad_request`, `not_found`, or what any may
 */
export function listDraftVersions(
  client: Client,
  input: ListDraftVersionsRequest,
  options?: RequestOptions,
): Promise<DraftVersionPage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/campaigns/${segment(input.id)}/versions`,
      query: { cursor: input.cursor, limit: input.limit },
    },
    options,
  );
}

export interface GetDraftVersionRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** The version */
  versionId: string;
}

/**
 * Get a version of a draft.
 * Permission: `campaigns.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getDraftVersion(
  client: Client,
  input: GetDraftVersionRequest,
  options?: RequestOptions,
): Promise<DraftVersionDetail> {
  return client.request(
    { method: 'GET', path: `/api/v1/campaigns/${segment(input.id)}/versions/${segment(input.versionId)}` },
    options,
  );
}

export interface RestoreDraftVersionRequest {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** The version */
  versionId: string;
}

/**
 * Restore a version of a draft.
 * The draft says what it said then. That is a version of its own, so that what it said until now can be restored in turn.
 * Permission: `campaigns.write`.
 * @throws ProblemError `not_found`, `campaign_not_editable`, `request_in_progress`, `precondition_failed`, `idempotency_key_reused`, or what any may
 */
export function restoreDraftVersion(
  client: Client,
  input: RestoreDraftVersionRequest,
  options?: RequestOptions,
): Promise<Campaign> {
  return client.request(
    { method: 'POST', path: `/api/v1/campaigns/${segment(input.id)}/versions/${segment(input.versionId)}/restore` },
    options,
  );
}

export interface ListDeliveriesRequest {
  /** The campaign */
  id: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
  /** Only deliveries in this state */
  state?: 'pending' | 'sending' | 'accepted' | 'gone' | 'rejected' | 'expired' | 'suppressed' | 'unknown';
}

/**
 * List the deliveries of a campaign.
 * Each browser of the audience, tests aside, in an order that does not change while the campaign is being sent. With a `state` a page may be short or empty: the list ends where `nextCursor` is null. An installation that drops old deliveries (`BELFRY_KEEP_MONTHS`) answers an empty list for a campaign older than that; its figures stay.
 * Permission: `campaigns.read`.
 * @throws ProblemError `bad_request`, `not_found`, or what any may
 */
export function listDeliveries<F extends keyof Delivery>(
  client: Client,
  input: ListDeliveriesRequest & { fields: readonly F[] },
  options?: RequestOptions,
): Promise<Sparse<DeliveryPage, F>>;
export function listDeliveries(
  client: Client,
  input: ListDeliveriesRequest,
  options?: RequestOptions,
): Promise<DeliveryPage>;
export function listDeliveries(
  client: Client,
  input: ListDeliveriesRequest & { fields?: readonly (keyof Delivery)[] },
  options?: RequestOptions,
): Promise<DeliveryPage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/campaigns/${segment(input.id)}/deliveries`,
      query: { cursor: input.cursor, limit: input.limit, state: input.state, fields: input.fields },
    },
    options,
  );
}

export interface ListMessageDeliveriesRequest {
  /** The message */
  id: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
  /** Only deliveries in this state */
  state?: 'pending' | 'sending' | 'accepted' | 'gone' | 'rejected' | 'expired' | 'suppressed' | 'unknown';
}

/**
 * List the deliveries of a message.
 * Each browser that it was for, however many, in an order that does not change while it is being sent. With a `state` a page may be short or empty: the list ends where `nextCursor` is null. An installation that drops old deliveries (`BELFRY_KEEP_MONTHS`) answers an empty list for an older message.
 * Permission: `messages.read`.
 * @throws ProblemError `bad_request`, `not_found`, or what any may
 */
export function listMessageDeliveries<F extends keyof Delivery>(
  client: Client,
  input: ListMessageDeliveriesRequest & { fields: readonly F[] },
  options?: RequestOptions,
): Promise<Sparse<DeliveryPage, F>>;
export function listMessageDeliveries(
  client: Client,
  input: ListMessageDeliveriesRequest,
  options?: RequestOptions,
): Promise<DeliveryPage>;
export function listMessageDeliveries(
  client: Client,
  input: ListMessageDeliveriesRequest & { fields?: readonly (keyof Delivery)[] },
  options?: RequestOptions,
): Promise<DeliveryPage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/messages/${segment(input.id)}/deliveries`,
      query: { cursor: input.cursor, limit: input.limit, state: input.state, fields: input.fields },
    },
    options,
  );
}

export interface GetBestTimeRequest {
  /** The site */
  siteId: string;
}

/**
 * What is known of best hours.
 * How many subscribers a campaign with the schedule `best_time` would reach at an hour of their own, and at which hour the others would get it.
 * Permission: `campaigns.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getBestTime(client: Client, input: GetBestTimeRequest, options?: RequestOptions): Promise<BestTime> {
  return client.request({ method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/best-time` }, options);
}

export interface SendMessageRequest {
  /** The site that sends it */
  siteId: string;
  body: SendMessage | SendTemplate;
}

/**
 * Send a message.
 * Sends a transactional message to named people, single browsers or a topic. It does not wait for campaigns. The answer comes when it is stored; what became of it is read under `Location`. Send an `Idempotency-Key`, so that a repeated request is not sent twice. With `templateId` it says what the template says, but for the fields given.
 * Permission: `messages.send`.
 * @throws ProblemError `bad_request`, `not_found`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function sendMessage(client: Client, input: SendMessageRequest, options?: RequestOptions): Promise<SentMessage> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/messages`, body: input.body },
    options,
  );
}

export interface CheckMessageRequest {
  /** The site that sends it */
  siteId: string;
  body: MessageCheckInput;
}

/**
 * Check a message without sending it.
 * Complete or not, of a campaign, a template or for sending at once: faults in its personal texts, its size, and how a subscriber gets it. Whether it is complete, the request that makes or sends it tells. With `previewFor`, or with tags in a text, it needs `subscribers.read`, too.
 * Permission: `campaigns.write`.
 * @throws ProblemError `bad_request`, `not_found`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function checkMessage(
  client: Client,
  input: CheckMessageRequest,
  options?: RequestOptions,
): Promise<MessageCheck> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/messages/check`, body: input.body },
    options,
  );
}

export interface GetMessageRequest {
  /** As the request to send answered it */
  id: string;
}

/**
 * Get a message and what became of it.
 * Permission: `messages.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getMessage(client: Client, input: GetMessageRequest, options?: RequestOptions): Promise<Message> {
  return client.request({ method: 'GET', path: `/api/v1/messages/${segment(input.id)}` }, options);
}

export interface CreateWebhookRequest {
  /** The site */
  siteId: string;
  body: WebhookInput;
}

/**
 * Make a webhook.
 * It is told of everything that begins after this answer. The secret is in this answer only.
 * Permission: `webhooks.write`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function createWebhook(
  client: Client,
  input: CreateWebhookRequest,
  options?: RequestOptions,
): Promise<WebhookWithSecret> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/webhooks`, body: input.body },
    options,
  );
}

export interface ListWebhooksRequest {
  /** The site */
  siteId: string;
}

/**
 * List webhooks.
 * Permission: `webhooks.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function listWebhooks<F extends keyof Webhook>(
  client: Client,
  input: ListWebhooksRequest & { fields: readonly F[] },
  options?: RequestOptions,
): Promise<Sparse<WebhookList, F>>;
export function listWebhooks(
  client: Client,
  input: ListWebhooksRequest,
  options?: RequestOptions,
): Promise<WebhookList>;
export function listWebhooks(
  client: Client,
  input: ListWebhooksRequest & { fields?: readonly (keyof Webhook)[] },
  options?: RequestOptions,
): Promise<WebhookList> {
  return client.request(
    { method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/webhooks`, query: { fields: input.fields } },
    options,
  );
}

export interface GetWebhookRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Get a webhook.
 * Permission: `webhooks.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getWebhook(client: Client, input: GetWebhookRequest, options?: RequestOptions): Promise<Webhook> {
  return client.request(
    { method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/webhooks/${segment(input.id)}` },
    options,
  );
}

export interface UpdateWebhookRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
  body: WebhookPatch;
}

/**
 * Change a webhook.
 * Only the fields that are sent change. A new address, or `status: active`, starts with a clean record.
 * Permission: `webhooks.write`.
 * @throws ProblemError `bad_request`, `not_found`, `precondition_failed`, `payload_too_large`, `unsupported_media_type`, or what any may
 */
export function updateWebhook(client: Client, input: UpdateWebhookRequest, options?: RequestOptions): Promise<Webhook> {
  return client.request(
    { method: 'PATCH', path: `/api/v1/sites/${segment(input.siteId)}/webhooks/${segment(input.id)}`, body: input.body },
    options,
  );
}

export interface DeleteWebhookRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Delete a webhook.
 * With its log and all that waits for it. For an hour it can be restored.
 * Permission: `webhooks.write`.
 * @throws ProblemError `not_found`, `precondition_failed`, or what any may
 */
export function deleteWebhook(client: Client, input: DeleteWebhookRequest, options?: RequestOptions): Promise<void> {
  return client.request(
    { method: 'DELETE', path: `/api/v1/sites/${segment(input.siteId)}/webhooks/${segment(input.id)}` },
    options,
  );
}

export interface RestoreWebhookRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Restore a deleted webhook.
 * Within an hour it is there again under its id, with its secret and its log, and is sent what waited for it and what happened meanwhile. One that is there stays as it is.
 * Permission: `webhooks.write`.
 * @throws ProblemError `not_found`, `conflict`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function restoreWebhook(
  client: Client,
  input: RestoreWebhookRequest,
  options?: RequestOptions,
): Promise<Webhook> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/webhooks/${segment(input.id)}/restore` },
    options,
  );
}

export interface RotateWebhookSecretRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
  body: RotateSecretInput;
}

/**
 * Rotate a webhook secret.
 * The new secret is in this answer only. Until the overlap ends, requests carry both signatures.
 * Permission: `webhooks.write`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function rotateWebhookSecret(
  client: Client,
  input: RotateWebhookSecretRequest,
  options?: RequestOptions,
): Promise<WebhookWithSecret> {
  return client.request(
    {
      method: 'POST',
      path: `/api/v1/sites/${segment(input.siteId)}/webhooks/${segment(input.id)}/rotate-secret`,
      body: input.body,
    },
    options,
  );
}

export interface TestWebhookRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
}

/**
 * Test a webhook.
 * Sends a `webhook.test` event at once and answers with what came back, within about 15 seconds.
 * Permission: `webhooks.write`.
 * @throws ProblemError `not_found`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function testWebhook(
  client: Client,
  input: TestWebhookRequest,
  options?: RequestOptions,
): Promise<WebhookDeliveryDetail> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/webhooks/${segment(input.id)}/test` },
    options,
  );
}

export interface ListWebhookDeliveriesRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
  /** Where it stands */
  state?: 'pending' | 'delivered' | 'failed';
  /** What it tells of */
  type?:
    | 'subscriber.created'
    | 'subscriber.updated'
    | 'subscriber.unsubscribed'
    | 'message.accepted'
    | 'message.shown'
    | 'message.clicked'
    | 'message.dismissed'
    | 'message.failed'
    | 'campaign.started'
    | 'campaign.finished'
    | 'webhook.test';
}

/**
 * List webhook deliveries.
 * Of the last 14 days.
 * Permission: `webhooks.read`.
 * @throws ProblemError `bad_request`, `not_found`, or what any may
 */
export function listWebhookDeliveries(
  client: Client,
  input: ListWebhookDeliveriesRequest,
  options?: RequestOptions,
): Promise<WebhookDeliveryPage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/webhooks/${segment(input.id)}/deliveries`,
      query: { cursor: input.cursor, limit: input.limit, state: input.state, type: input.type },
    },
    options,
  );
}

export interface GetWebhookDeliveryRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
  /** The delivery */
  deliveryId: string;
}

/**
 * Get a webhook delivery.
 * With the request body and the answers to each attempt.
 * Permission: `webhooks.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getWebhookDelivery(
  client: Client,
  input: GetWebhookDeliveryRequest,
  options?: RequestOptions,
): Promise<WebhookDeliveryDetail> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/webhooks/${segment(input.id)}/deliveries/${segment(input.deliveryId)}`,
    },
    options,
  );
}

export interface RedeliverWebhookDeliveryRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
  /** The delivery */
  deliveryId: string;
}

/**
 * Send a webhook delivery again.
 * With the same `webhook-id`, whatever became of it before.
 * Permission: `webhooks.write`.
 * @throws ProblemError `not_found`, `conflict`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function redeliverWebhookDelivery(
  client: Client,
  input: RedeliverWebhookDeliveryRequest,
  options?: RequestOptions,
): Promise<WebhookDeliveryDetail> {
  return client.request(
    {
      method: 'POST',
      path: `/api/v1/sites/${segment(input.siteId)}/webhooks/${segment(input.id)}/deliveries/${segment(input.deliveryId)}/redeliver`,
    },
    options,
  );
}

export interface ReplayWebhookDeliveriesRequest {
  /** The site */
  siteId: string;
  /** Opaque; prefixed with what it is of */
  id: string;
  body: ReplayInput;
}

/**
 * Replay webhook deliveries.
 * Sends again what was made in a span of time: what failed, or with `onlyFailed: false` all that ended.
 * Permission: `webhooks.write`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function replayWebhookDeliveries(
  client: Client,
  input: ReplayWebhookDeliveriesRequest,
  options?: RequestOptions,
): Promise<ReplayAnswer> {
  return client.request(
    {
      method: 'POST',
      path: `/api/v1/sites/${segment(input.siteId)}/webhooks/${segment(input.id)}/replay`,
      body: input.body,
    },
    options,
  );
}

export interface CreateExportRequest {
  /** The site */
  siteId: string;
  body: ExportInput;
}

/**
 * Ask for an export.
 * A worker makes the file, of what there is up to now; ask under `Location` until it is `done`. Subscribers come with endpoints and keys. In CSV a text that a spreadsheet would take for a formula has an apostrophe before it; JSON has everything as it is.
 * Permission: `exports.manage`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function createExport(client: Client, input: CreateExportRequest, options?: RequestOptions): Promise<Export> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/exports`, body: input.body },
    options,
  );
}

export interface ListExportsRequest {
  /** The site */
  siteId: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
}

/**
 * List exports.
 * Permission: `exports.manage`.
 * @throws ProblemError `bad_request`, `not_found`, or what any may
 */
export function listExports(client: Client, input: ListExportsRequest, options?: RequestOptions): Promise<ExportPage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/exports`,
      query: { cursor: input.cursor, limit: input.limit },
    },
    options,
  );
}

export interface DeleteExportRequest {
  /** The site */
  siteId: string;
  /** The export */
  id: string;
}

/**
 * Delete an export.
 * Its file too; one that is being made ends. For ten minutes it can be restored.
 * Permission: `exports.manage`.
 * @throws ProblemError `not_found`, or what any may
 */
export function deleteExport(client: Client, input: DeleteExportRequest, options?: RequestOptions): Promise<void> {
  return client.request(
    { method: 'DELETE', path: `/api/v1/sites/${segment(input.siteId)}/exports/${segment(input.id)}` },
    options,
  );
}

export interface GetExportRequest {
  /** The site */
  siteId: string;
  /** The export */
  id: string;
}

/**
 * Get an export and how far it is.
 * Permission: `exports.manage`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getExport(client: Client, input: GetExportRequest, options?: RequestOptions): Promise<Export> {
  return client.request(
    { method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/exports/${segment(input.id)}` },
    options,
  );
}

export interface RestoreExportRequest {
  /** The site */
  siteId: string;
  /** The export */
  id: string;
}

/**
 * Restore a deleted export.
 * Within ten minutes it is there again under its id, its file too; one that was being made goes on. One that is there stays as it is.
 * Permission: `exports.manage`.
 * @throws ProblemError `not_found`, `conflict`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function restoreExport(client: Client, input: RestoreExportRequest, options?: RequestOptions): Promise<Export> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/exports/${segment(input.id)}/restore` },
    options,
  );
}

export interface DownloadExportRequest {
  /** The site */
  siteId: string;
  /** The export */
  id: string;
}

/**
 * Download the file of an export.
 * Permission: `exports.manage`.
 * @throws ProblemError `not_found`, `conflict`, or what any may
 */
export function downloadExport(
  client: Client,
  input: DownloadExportRequest,
  options?: RequestOptions,
): Promise<string | Record<string, unknown>[]> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/exports/${segment(input.id)}/download`,
      mayBeText: true,
    },
    options,
  );
}

export interface CreateImportRequest {
  /** The site */
  siteId: string;
  /** What people see */
  fileName?: string;
  /** The file. */
  file: string | Blob | Uint8Array<ArrayBuffer>;
}

/**
 * Upload a file to import.
 * The body is the file: CSV with a header, JSON (also as `application/json`) or SQL, in UTF-8, gzipped or not, up to 1 GiB unpacked; it is read while it arrives. What its columns are is guessed and can be changed. Nothing is done before it is started; a file that is not started within a day is deleted.
 * Permission: `imports.write`.
 * @throws ProblemError `not_found`, `conflict`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function createImport(client: Client, input: CreateImportRequest, options?: RequestOptions): Promise<Import> {
  return client.request(
    {
      method: 'POST',
      path: `/api/v1/sites/${segment(input.siteId)}/imports`,
      query: { fileName: input.fileName },
      file: input.file,
    },
    options,
  );
}

export interface ListImportsRequest {
  /** The site */
  siteId: string;
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
}

/**
 * List imports.
 * Permission: `imports.read`.
 * @throws ProblemError `bad_request`, `not_found`, or what any may
 */
export function listImports(client: Client, input: ListImportsRequest, options?: RequestOptions): Promise<ImportPage> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/imports`,
      query: { cursor: input.cursor, limit: input.limit },
    },
    options,
  );
}

export interface UpdateImportRequest {
  /** The site */
  siteId: string;
  /** The import */
  id: string;
  body: ImportPatch;
}

/**
 * Say what the columns of an import are.
 * Before its start. With `vapidKeys`, the subscriptions are taken to have been made with that key pair, which becomes a further pair of the site.
 * Permission: `imports.write`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, `precondition_failed`, `payload_too_large`, `unsupported_media_type`, or what any may
 */
export function updateImport(client: Client, input: UpdateImportRequest, options?: RequestOptions): Promise<Import> {
  return client.request(
    { method: 'PATCH', path: `/api/v1/sites/${segment(input.siteId)}/imports/${segment(input.id)}`, body: input.body },
    options,
  );
}

export interface DeleteImportRequest {
  /** The site */
  siteId: string;
  /** The import */
  id: string;
}

/**
 * Delete an import.
 * With its file, its refused rows and what it takes to undo it. What it did to subscribers stays. One that is under way or paused has to be cancelled first.
 * Permission: `imports.write`.
 * @throws ProblemError `not_found`, `conflict`, `precondition_failed`, or what any may
 */
export function deleteImport(client: Client, input: DeleteImportRequest, options?: RequestOptions): Promise<void> {
  return client.request(
    { method: 'DELETE', path: `/api/v1/sites/${segment(input.siteId)}/imports/${segment(input.id)}` },
    options,
  );
}

export interface GetImportRequest {
  /** The site */
  siteId: string;
  /** The import */
  id: string;
}

/**
 * Get an import and how far it is.
 * Permission: `imports.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getImport(client: Client, input: GetImportRequest, options?: RequestOptions): Promise<Import> {
  return client.request(
    { method: 'GET', path: `/api/v1/sites/${segment(input.siteId)}/imports/${segment(input.id)}` },
    options,
  );
}

export interface CheckImportRequest {
  /** The site */
  siteId: string;
  /** The import */
  id: string;
}

/**
 * Try an import.
 * A worker counts what would be created, updated and refused, in `check`; nothing is written.
 * Permission: `imports.write`.
 * @throws ProblemError `not_found`, `conflict`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function checkImport(client: Client, input: CheckImportRequest, options?: RequestOptions): Promise<Import> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/imports/${segment(input.id)}/dry-run` },
    options,
  );
}

export interface StartImportRequest {
  /** The site */
  siteId: string;
  /** The import */
  id: string;
}

/**
 * Start an import, or go on with a paused one.
 * A worker applies it, 1,000 rows at a time. No webhook is told of it.
 * Permission: `imports.write`.
 * @throws ProblemError `not_found`, `conflict`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function startImport(client: Client, input: StartImportRequest, options?: RequestOptions): Promise<Import> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/imports/${segment(input.id)}/start` },
    options,
  );
}

export interface PauseImportRequest {
  /** The site */
  siteId: string;
  /** The import */
  id: string;
}

/**
 * Pause an import.
 * After the rows that are under way; one that is not resumed within a day is cancelled.
 * Permission: `imports.write`.
 * @throws ProblemError `not_found`, `conflict`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function pauseImport(client: Client, input: PauseImportRequest, options?: RequestOptions): Promise<Import> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/imports/${segment(input.id)}/pause` },
    options,
  );
}

export interface CancelImportRequest {
  /** The site */
  siteId: string;
  /** The import */
  id: string;
}

/**
 * Cancel an import.
 * For good; its file is deleted. What it has done stays, and can be undone.
 * Permission: `imports.write`.
 * @throws ProblemError `not_found`, `conflict`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function cancelImport(client: Client, input: CancelImportRequest, options?: RequestOptions): Promise<Import> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/imports/${segment(input.id)}/cancel` },
    options,
  );
}

export interface UndoImportRequest {
  /** The site */
  siteId: string;
  /** The import */
  id: string;
}

/**
 * Undo an import.
 * Within 30 days of its end: subscribers that it made are removed, what it changed is put back as it was. What was changed since is left alone.
 * Permission: `imports.write`.
 * @throws ProblemError `not_found`, `conflict`, `request_in_progress`, `idempotency_key_reused`, or what any may
 */
export function undoImport(client: Client, input: UndoImportRequest, options?: RequestOptions): Promise<Import> {
  return client.request(
    { method: 'POST', path: `/api/v1/sites/${segment(input.siteId)}/imports/${segment(input.id)}/undo` },
    options,
  );
}

export interface DownloadImportErrorsRequest {
  /** The site */
  siteId: string;
  /** The import */
  id: string;
}

/**
 * Download the refused rows of an import.
 * Of its last dry run or run: the line, the column, what is wrong, what to do, and the row as it came. In a text that a spreadsheet would take for a formula an apostrophe comes first. Mended, it can be imported as it is.
 * Permission: `imports.read`.
 * @throws ProblemError `not_found`, or what any may
 */
export function downloadImportErrors(
  client: Client,
  input: DownloadImportErrorsRequest,
  options?: RequestOptions,
): Promise<string> {
  return client.request(
    {
      method: 'GET',
      path: `/api/v1/sites/${segment(input.siteId)}/imports/${segment(input.id)}/errors`,
      mayBeText: true,
    },
    options,
  );
}

export interface ListApiKeysRequest {
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
}

/**
 * List API keys.
 * Those that have ended too. Never their secrets.
 * Permission: `apiKeys.manage`.
 * @throws ProblemError `bad_request`, or what any may
 */
export function listApiKeys(
  client: Client,
  input: ListApiKeysRequest = {},
  options?: RequestOptions,
): Promise<ApiKeyPage> {
  return client.request(
    { method: 'GET', path: `/api/v1/api-keys`, query: { cursor: input.cursor, limit: input.limit } },
    options,
  );
}

export interface CreateApiKeyRequest {
  body: ApiKeyInput;
}

/**
 * Make an API key.
 * Its token is in this answer only. A key can make keys that may do no more than itself: no other permissions, site or addresses, and no later end; what is not given is its own. They are revoked with it.
 * Permission: `apiKeys.manage`.
 * @throws ProblemError `bad_request`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function createApiKey(
  client: Client,
  input: CreateApiKeyRequest,
  options?: RequestOptions,
): Promise<CreatedApiKey> {
  return client.request({ method: 'POST', path: `/api/v1/api-keys`, body: input.body }, options);
}

export interface GetApiKeyRequest {
  /** The key */
  id: string;
}

/**
 * Get an API key.
 * Permission: `apiKeys.manage`.
 * @throws ProblemError `not_found`, or what any may
 */
export function getApiKey(client: Client, input: GetApiKeyRequest, options?: RequestOptions): Promise<ApiKey> {
  return client.request({ method: 'GET', path: `/api/v1/api-keys/${segment(input.id)}` }, options);
}

export interface UpdateApiKeyRequest {
  /** The key */
  id: string;
  body: ApiKeyPatch;
}

/**
 * Change an API key.
 * Its secret and its site stay. A key can narrow itself, and change the keys that it made within what it may do itself; what it loses, they lose too. `If-Match` keeps two editors apart.
 * Permission: `apiKeys.manage`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, `precondition_failed`, `payload_too_large`, `unsupported_media_type`, or what any may
 */
export function updateApiKey(client: Client, input: UpdateApiKeyRequest, options?: RequestOptions): Promise<ApiKey> {
  return client.request({ method: 'PATCH', path: `/api/v1/api-keys/${segment(input.id)}`, body: input.body }, options);
}

export interface RevokeApiKeyRequest {
  /** The key */
  id: string;
}

/**
 * Revoke an API key.
 * Ends it for good, and with it the keys that it made; within five seconds everywhere. A key can revoke itself and the keys that it made.
 * Permission: `apiKeys.manage`.
 * @throws ProblemError `not_found`, `precondition_failed`, or what any may
 */
export function revokeApiKey(client: Client, input: RevokeApiKeyRequest, options?: RequestOptions): Promise<void> {
  return client.request({ method: 'DELETE', path: `/api/v1/api-keys/${segment(input.id)}` }, options);
}

export interface RotateApiKeyRequest {
  /** The key */
  id: string;
  body: RotateKeyInput;
}

/**
 * Give an API key a new secret.
 * The new token is in this answer only; the old one is accepted for `overlapHours` more. A key can rotate itself and the keys that it made.
 * Permission: `apiKeys.manage`.
 * @throws ProblemError `bad_request`, `not_found`, `conflict`, `request_in_progress`, `payload_too_large`, `unsupported_media_type`, `idempotency_key_reused`, or what any may
 */
export function rotateApiKey(
  client: Client,
  input: RotateApiKeyRequest,
  options?: RequestOptions,
): Promise<CreatedApiKey> {
  return client.request(
    { method: 'POST', path: `/api/v1/api-keys/${segment(input.id)}/rotate`, body: input.body },
    options,
  );
}

export interface ListAuditEntriesRequest {
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
}

/**
 * List audit entries.
 * Who did what in the workspace. Not for a key that is bound to one site.
 * Permission: `audit.read`.
 * @throws ProblemError `bad_request`, or what any may
 */
export function listAuditEntries(
  client: Client,
  input: ListAuditEntriesRequest = {},
  options?: RequestOptions,
): Promise<AuditEntryPage> {
  return client.request(
    { method: 'GET', path: `/api/v1/audit-entries`, query: { cursor: input.cursor, limit: input.limit } },
    options,
  );
}

/**
 * List queues.
 * How much work waits, runs and is for later. Of the whole installation, so not for a key that is bound to one site.
 * Permission: `operations.manage`.
 * @throws ProblemError `unavailable`, or what any may
 */
export function listQueues(
  client: Client,
  options?: RequestOptions,
): Promise<{
  /** This page */
  items: Queue[];
}> {
  return client.request({ method: 'GET', path: `/api/v1/operations/queues` }, options);
}

/**
 * List processes.
 * Each tells every ten seconds that it lives; one that was killed is listed for an hour, as `silent`. Of the whole installation, so not for a key that is bound to one site.
 * Permission: `operations.manage`.
 */
export function listProcesses(
  client: Client,
  options?: RequestOptions,
): Promise<{
  /** This page */
  items: Process[];
}> {
  return client.request({ method: 'GET', path: `/api/v1/operations/processes` }, options);
}

export interface ListFailedJobsRequest {
  /** nextCursor of the page before */
  cursor?: string;
  /** Entries of a page */
  limit?: number;
}

/**
 * List failed jobs.
 * Jobs that were tried several times in vain, the newest 200. Work that is still to be done is called for again every 15 seconds, also without them. Of the whole installation, so not for a key that is bound to one site.
 * Permission: `operations.manage`.
 * @throws ProblemError `bad_request`, or what any may
 */
export function listFailedJobs(
  client: Client,
  input: ListFailedJobsRequest = {},
  options?: RequestOptions,
): Promise<FailedJobPage> {
  return client.request(
    { method: 'GET', path: `/api/v1/operations/failed-jobs`, query: { cursor: input.cursor, limit: input.limit } },
    options,
  );
}

/**
 * Discard all failed jobs.
 * Empties the list. What the jobs were to do stays in the database and is done from there. Of the whole installation, so not for a key that is bound to one site.
 * Permission: `operations.manage`.
 */
export function discardFailedJobs(client: Client, options?: RequestOptions): Promise<DiscardedJobs> {
  return client.request({ method: 'DELETE', path: `/api/v1/operations/failed-jobs` }, options);
}

export interface RetryFailedJobRequest {
  /** The failed job */
  id: string;
}

/**
 * Try a failed job again.
 * Puts it back into its queue; it is no longer in the list then. Of the whole installation, so not for a key that is bound to one site.
 * Permission: `operations.manage`.
 * @throws ProblemError `not_found`, `request_in_progress`, `idempotency_key_reused`, `unavailable`, or what any may
 */
export function retryFailedJob(client: Client, input: RetryFailedJobRequest, options?: RequestOptions): Promise<void> {
  return client.request({ method: 'POST', path: `/api/v1/operations/failed-jobs/${segment(input.id)}/retry` }, options);
}

export interface DiscardFailedJobRequest {
  /** The failed job */
  id: string;
}

/**
 * Discard a failed job.
 * What it was to do stays in the database and is done from there. Of the whole installation, so not for a key that is bound to one site.
 * Permission: `operations.manage`.
 * @throws ProblemError `not_found`, or what any may
 */
export function discardFailedJob(
  client: Client,
  input: DiscardFailedJobRequest,
  options?: RequestOptions,
): Promise<void> {
  return client.request({ method: 'DELETE', path: `/api/v1/operations/failed-jobs/${segment(input.id)}` }, options);
}
