import { createRoute, z } from '@hono/zod-openapi';
import { ExplanationView } from '@/lib/contracts/explanations';
import { PageQuery } from '@/lib/contracts/paging';
import {
  SubscriberBatchAnswer,
  SubscriberBatchInput,
  SubscriberInput,
  SubscriberName,
  SubscriberPatch,
  SubscriberQuery,
  SubscriberView,
  TimelineEntry,
} from '@/lib/contracts/subscribers';
import { listMembers } from '@/lib/segments/list-members';
import { explainDelivery } from '@/lib/stats/explain-delivery';
import { subscriberTimeline } from '@/lib/stats/subscriber-timeline';
import { createSubscriber } from '@/lib/subscribers/create-subscriber';
import { createSubscribers } from '@/lib/subscribers/create-subscribers';
import { eraseSubscriber } from '@/lib/subscribers/erase-subscriber';
import { getSubscriber } from '@/lib/subscribers/get-subscriber';
import { updateSubscriber } from '@/lib/subscribers/update-subscriber';
import { answerTagged, expectedTime, IfMatch } from '../entity-version';
import { type ApiApp, answer, jsonAnswer, jsonBody, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';
import { answerSparse, fieldsOf } from '../sparse-fields';

const tags = ['Subscribers'];
const SiteParams = z.object({ siteId: z.string().meta({ example: 'site_0j3v8m2k4qw5r' }) });
const Params = SiteParams.extend({ id: SubscriberName });
const SubscriberPage = pageOf(SubscriberView);
const ListQuery = SubscriberQuery.extend({ fields: fieldsOf(SubscriberView, 'id,externalId,tags') });
const TimelinePage = pageOf(TimelineEntry);
const LIST = '/api/v1/sites/{siteId}/subscribers';
const ONE = `${LIST}/{id}` as const;
const CampaignParams = Params.extend({
  campaignId: z.string().meta({ description: 'The campaign', example: 'cmp_0j3v8m2k4qw5r' }),
});

export function registerSubscribers(app: ApiApp): void {
  registerMaking(app);
  registerReading(app);
  registerChanging(app);
}

function registerMaking(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: LIST,
      tags,
      summary: 'Add a subscriber',
      description:
        'Adds the subscription that a browser made with the site’s current key, or updates the one with the same endpoint and keys.',
      middleware: requireScope('subscribers.write'),
      request: { params: SiteParams, body: jsonBody(SubscriberInput) },
      responses: {
        200: jsonAnswer(SubscriberView, 'The subscriber, who was there already'),
        201: jsonAnswer(SubscriberView, 'The new subscriber'),
        ...problems('not_found', 'endpoint_taken', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { siteId } = c.req.valid('param');
      const { subscriber, isNew } = await createSubscriber(c.var.actor, siteId, c.req.valid('json'));
      c.header('Location', `/api/v1/sites/${siteId}/subscribers/${subscriber.id}`);
      return isNew
        ? answerTagged(c, SubscriberView, subscriber, 201)
        : answerTagged(c, SubscriberView, subscriber, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${LIST}/batch`,
      operationId: 'createSubscribers',
      tags,
      summary: 'Add up to 1,000 subscribers',
      description: 'Each row has its own result; a bad one does not refuse the others.',
      middleware: requireScope('subscribers.write'),
      request: { params: SiteParams, body: jsonBody(SubscriberBatchInput) },
      responses: {
        200: jsonAnswer(SubscriberBatchAnswer, 'What became of each row, in the order given'),
        ...problems('not_found', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { subscribers } = c.req.valid('json');
      const results = await createSubscribers(c.var.actor, c.req.valid('param').siteId, subscribers);
      return answer(c, SubscriberBatchAnswer, { results }, 200);
    },
  );
}

function registerReading(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: LIST,
      tags,
      summary: 'List subscribers',
      middleware: requireScope('subscribers.read'),
      request: { params: SiteParams, query: ListQuery },
      responses: { 200: jsonAnswer(SubscriberPage, 'Subscribers, newest first'), ...problems('not_found') },
    }),
    async (c) => {
      const { fields, ...query } = c.req.valid('query');
      const page = await listMembers(c.var.actor, c.req.valid('param').siteId, query);
      return answerSparse(c, SubscriberPage, page, fields);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: ONE,
      tags,
      summary: 'Get a subscriber',
      middleware: requireScope('subscribers.read'),
      request: { params: Params },
      responses: { 200: jsonAnswer(SubscriberView, 'The subscriber'), ...problems('not_found', 'conflict') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answerTagged(c, SubscriberView, await getSubscriber(c.var.actor, siteId, id), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${ONE}/timeline`,
      tags,
      summary: 'What happened to a subscriber',
      description: 'What they did, and what was sent to them. Needs `events.read`, too.',
      middleware: requireScope('subscribers.read'),
      request: { params: Params, query: PageQuery },
      responses: {
        200: jsonAnswer(TimelinePage, 'Entries, newest first'),
        ...problems('not_found', 'conflict', 'bad_request'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      const page = await subscriberTimeline(c.var.actor, siteId, id, c.req.valid('query'));
      return answer(c, TimelinePage, page, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${ONE}/campaigns/{campaignId}/explanation`,
      operationId: 'explainDelivery',
      tags,
      summary: 'Why a subscriber did or did not get a campaign',
      description:
        'One plain answer with what it rests on. It follows the rule that the campaign was launched with, not what a ' +
        'segment says today. Needs `campaigns.read`, too.',
      middleware: requireScope('subscribers.read'),
      request: { params: CampaignParams },
      responses: { 200: jsonAnswer(ExplanationView, 'The answer'), ...problems('not_found', 'conflict') },
    }),
    async (c) => {
      const { siteId, id, campaignId } = c.req.valid('param');
      return answer(c, ExplanationView, await explainDelivery(c.var.actor, siteId, id, campaignId), 200);
    },
  );
}

function registerChanging(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'patch',
      path: ONE,
      tags,
      summary: 'Change a subscriber',
      description: 'Tags are merged, null deletes one; everything else is replaced.',
      middleware: requireScope('subscribers.write'),
      request: { params: Params, headers: IfMatch, body: jsonBody(SubscriberPatch) },
      responses: {
        200: jsonAnswer(SubscriberView, 'The changed subscriber'),
        ...problems('not_found', 'conflict', 'precondition_failed'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      const subscriber = await updateSubscriber(c.var.actor, siteId, id, c.req.valid('json'), expectedTime(c));
      return answerTagged(c, SubscriberView, subscriber, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: ONE,
      tags,
      summary: 'Erase a subscriber',
      description: 'Deletes the subscription and everything known of the person. What was sent stays counted.',
      middleware: requireScope('subscribers.write'),
      request: { params: Params, headers: IfMatch },
      responses: { 204: { description: 'Erased' }, ...problems('not_found', 'conflict', 'precondition_failed') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      await eraseSubscriber(c.var.actor, siteId, id, expectedTime(c));
      return c.body(null, 204);
    },
  );
}
