import { createRoute, z } from '@hono/zod-openapi';
import {
  ReplayAnswer,
  ReplayInput,
  RotateSecretInput,
  WebhookDeliveryDetail,
  WebhookDeliveryQuery,
  WebhookDeliveryView,
  WebhookInput,
  WebhookPatch,
  WebhookView,
  WebhookWithSecret,
} from '@/lib/contracts/webhooks';
import { createWebhook } from '@/lib/webhooks/create-webhook';
import { deleteWebhook } from '@/lib/webhooks/delete-webhook';
import { getDelivery } from '@/lib/webhooks/get-delivery';
import { getWebhook } from '@/lib/webhooks/get-webhook';
import { listDeliveries } from '@/lib/webhooks/list-deliveries';
import { listWebhooks } from '@/lib/webhooks/list-webhooks';
import { redeliver } from '@/lib/webhooks/redeliver';
import { replayDeliveries } from '@/lib/webhooks/replay-deliveries';
import { restoreWebhook } from '@/lib/webhooks/restore-webhook';
import { rotateSecret } from '@/lib/webhooks/rotate-secret';
import { testWebhook } from '@/lib/webhooks/test-webhook';
import { updateWebhook } from '@/lib/webhooks/update-webhook';
import { answerTagged, expectedTime, IfMatch } from '../entity-version';
import { type ApiApp, answer, jsonAnswer, jsonBody, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';
import { answerSparse, fieldsOf } from '../sparse-fields';

const tags = ['Webhooks'];
const SiteParams = z.object({ siteId: z.string().meta({ example: 'site_0j3v8m2k4qw5r' }) });
const Params = SiteParams.extend({ id: z.string().meta({ example: 'whk_0j3v8m2k4qw5r' }) });
const DeliveryParams = Params.extend({ deliveryId: z.string().meta({ example: 'wdl_0j3v8m2k4qw5r' }) });
/** At most 20 a site, so that there is one page. */
const WebhookList = z.object({ items: z.array(WebhookView) }).meta({ id: 'WebhookList' });
const WebhookListQuery = z.object({ fields: fieldsOf(WebhookView, 'id,url,status') });
const DeliveryPage = pageOf(WebhookDeliveryView);
const LIST = '/api/v1/sites/{siteId}/webhooks';
const ONE = `${LIST}/{id}` as const;
const DELIVERIES = `${ONE}/deliveries` as const;

export function registerWebhooks(app: ApiApp): void {
  registerEndpoints(app);
  registerRestoring(app);
  registerSecretsAndTests(app);
  registerDeliveries(app);
}

function registerEndpoints(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: LIST,
      tags,
      summary: 'Make a webhook',
      description: 'It is told of everything that begins after this answer. The secret is in this answer only.',
      middleware: requireScope('webhooks.write'),
      request: { params: SiteParams, body: jsonBody(WebhookInput) },
      responses: {
        201: jsonAnswer(WebhookWithSecret, 'The webhook and its secret'),
        ...problems('not_found', 'conflict', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { siteId } = c.req.valid('param');
      const webhook = await createWebhook(c.var.actor, siteId, c.req.valid('json'));
      c.header('Location', `/api/v1/sites/${siteId}/webhooks/${webhook.id}`);
      return answerTagged(c, WebhookWithSecret, webhook, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: LIST,
      tags,
      summary: 'List webhooks',
      middleware: requireScope('webhooks.read'),
      request: { params: SiteParams, query: WebhookListQuery },
      responses: { 200: jsonAnswer(WebhookList, 'Webhooks, oldest first'), ...problems('not_found') },
    }),
    async (c) => {
      const items = await listWebhooks(c.var.actor, c.req.valid('param').siteId);
      return answerSparse(c, WebhookList, { items }, c.req.valid('query').fields);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: ONE,
      tags,
      summary: 'Get a webhook',
      middleware: requireScope('webhooks.read'),
      request: { params: Params },
      responses: { 200: jsonAnswer(WebhookView, 'The webhook'), ...problems('not_found') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answerTagged(c, WebhookView, await getWebhook(c.var.actor, siteId, id), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: ONE,
      tags,
      summary: 'Change a webhook',
      description:
        'Only the fields that are sent change. A new address, or `status: active`, starts with a clean record.',
      middleware: requireScope('webhooks.write'),
      request: { params: Params, headers: IfMatch, body: jsonBody(WebhookPatch) },
      responses: {
        200: jsonAnswer(WebhookView, 'The changed webhook'),
        ...problems('not_found', 'precondition_failed'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      const webhook = await updateWebhook(c.var.actor, siteId, id, c.req.valid('json'), expectedTime(c));
      return answerTagged(c, WebhookView, webhook, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: ONE,
      tags,
      summary: 'Delete a webhook',
      description: 'With its log and all that waits for it. For an hour it can be restored.',
      middleware: requireScope('webhooks.write'),
      request: { params: Params, headers: IfMatch },
      responses: { 204: { description: 'Deleted' }, ...problems('not_found', 'precondition_failed') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      await deleteWebhook(c.var.actor, siteId, id, expectedTime(c));
      return c.body(null, 204);
    },
  );
}

function registerRestoring(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: `${ONE}/restore`,
      tags,
      summary: 'Restore a deleted webhook',
      description:
        'Within an hour it is there again under its id, with its secret and its log, and is sent what waited for it and what happened meanwhile. One that is there stays as it is.',
      middleware: requireScope('webhooks.write'),
      request: { params: Params },
      responses: {
        200: jsonAnswer(WebhookView, 'The webhook'),
        ...problems('not_found', 'conflict', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answerTagged(c, WebhookView, await restoreWebhook(c.var.actor, siteId, id), 200);
    },
  );
}

function registerSecretsAndTests(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: `${ONE}/rotate-secret`,
      tags,
      summary: 'Rotate a webhook secret',
      description: 'The new secret is in this answer only. Until the overlap ends, requests carry both signatures.',
      middleware: requireScope('webhooks.write'),
      request: { params: Params, body: jsonBody(RotateSecretInput) },
      responses: {
        200: jsonAnswer(WebhookWithSecret, 'The webhook and its new secret'),
        ...problems('not_found', 'conflict', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answerTagged(c, WebhookWithSecret, await rotateSecret(c.var.actor, siteId, id, c.req.valid('json')), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${ONE}/test`,
      tags,
      summary: 'Test a webhook',
      description: 'Sends a `webhook.test` event at once and answers with what came back, within about 15 seconds.',
      middleware: requireScope('webhooks.write'),
      request: { params: Params },
      responses: { 200: jsonAnswer(WebhookDeliveryDetail, 'The delivery'), ...problems('not_found') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answer(c, WebhookDeliveryDetail, await testWebhook(c.var.actor, siteId, id), 200);
    },
  );
}

function registerDeliveries(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: DELIVERIES,
      tags,
      summary: 'List webhook deliveries',
      description: 'Of the last 14 days.',
      middleware: requireScope('webhooks.read'),
      request: { params: Params, query: WebhookDeliveryQuery },
      responses: { 200: jsonAnswer(DeliveryPage, 'Deliveries, newest first'), ...problems('not_found') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answer(c, DeliveryPage, await listDeliveries(c.var.actor, siteId, id, c.req.valid('query')), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${DELIVERIES}/{deliveryId}`,
      tags,
      summary: 'Get a webhook delivery',
      description: 'With the request body and the answers to each attempt.',
      middleware: requireScope('webhooks.read'),
      request: { params: DeliveryParams },
      responses: { 200: jsonAnswer(WebhookDeliveryDetail, 'The delivery'), ...problems('not_found') },
    }),
    async (c) => {
      const { siteId, id, deliveryId } = c.req.valid('param');
      return answer(c, WebhookDeliveryDetail, await getDelivery(c.var.actor, siteId, id, deliveryId), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${DELIVERIES}/{deliveryId}/redeliver`,
      tags,
      summary: 'Send a webhook delivery again',
      description: 'With the same `webhook-id`, whatever became of it before.',
      middleware: requireScope('webhooks.write'),
      request: { params: DeliveryParams },
      responses: { 202: jsonAnswer(WebhookDeliveryDetail, 'It is on its way'), ...problems('not_found', 'conflict') },
    }),
    async (c) => {
      const { siteId, id, deliveryId } = c.req.valid('param');
      return answer(c, WebhookDeliveryDetail, await redeliver(c.var.actor, siteId, id, deliveryId), 202);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${ONE}/replay`,
      operationId: 'replayWebhookDeliveries',
      tags,
      summary: 'Replay webhook deliveries',
      description:
        'Sends again what was made in a span of time: what failed, or with `onlyFailed: false` all that ended.',
      middleware: requireScope('webhooks.write'),
      request: { params: Params, body: jsonBody(ReplayInput) },
      responses: { 202: jsonAnswer(ReplayAnswer, 'How many'), ...problems('not_found', 'conflict') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answer(c, ReplayAnswer, await replayDeliveries(c.var.actor, siteId, id, c.req.valid('json')), 202);
    },
  );
}
