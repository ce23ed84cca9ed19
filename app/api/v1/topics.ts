import { createRoute, z } from '@hono/zod-openapi';
import { TopicInput, TopicPatch, TopicView } from '@/lib/contracts/sites';
import { createTopic } from '@/lib/sites/create-topic';
import { deleteTopic } from '@/lib/sites/delete-topic';
import { getTopic } from '@/lib/sites/get-topic';
import { listTopics } from '@/lib/sites/list-topics';
import { updateTopic } from '@/lib/sites/update-topic';
import { answerTagged, expectedTime, IfMatch } from '../entity-version';
import { type ApiApp, answer, jsonAnswer, jsonBody, problems } from '../framework';
import { requireScope } from '../require-scope';

const tags = ['Topics'];
const SiteParams = z.object({ siteId: z.string() });
const TopicParams = z.object({ siteId: z.string(), topicId: z.string() });
/** At most 50 a site, so that there is one page. */
const TopicList = z.object({ items: z.array(TopicView) });

export function registerTopics(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/sites/{siteId}/topics',
      tags,
      summary: 'Make a topic',
      middleware: requireScope('topics.write'),
      request: { params: SiteParams, body: jsonBody(TopicInput) },
      responses: { 201: jsonAnswer(TopicView, 'The topic'), ...problems('not_found', 'conflict') },
    }),
    async (c) =>
      answerTagged(c, TopicView, await createTopic(c.var.actor, c.req.valid('param').siteId, c.req.valid('json')), 201),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites/{siteId}/topics',
      tags,
      summary: 'List topics',
      middleware: requireScope('topics.read'),
      request: { params: SiteParams },
      responses: { 200: jsonAnswer(TopicList, 'Topics in the order visitors see'), ...problems('not_found') },
    }),
    async (c) => answer(c, TopicList, { items: await listTopics(c.var.actor, c.req.valid('param').siteId) }, 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites/{siteId}/topics/{topicId}',
      tags,
      summary: 'Get a topic',
      middleware: requireScope('topics.read'),
      request: { params: TopicParams },
      responses: { 200: jsonAnswer(TopicView, 'The topic'), ...problems('not_found') },
    }),
    async (c) => {
      const { siteId, topicId } = c.req.valid('param');
      return answerTagged(c, TopicView, await getTopic(c.var.actor, siteId, topicId), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/api/v1/sites/{siteId}/topics/{topicId}',
      tags,
      summary: 'Change a topic',
      middleware: requireScope('topics.write'),
      request: { params: TopicParams, headers: IfMatch, body: jsonBody(TopicPatch) },
      responses: { 200: jsonAnswer(TopicView, 'The changed topic'), ...problems('not_found', 'precondition_failed') },
    }),
    async (c) => {
      const { siteId, topicId } = c.req.valid('param');
      const topic = await updateTopic(c.var.actor, siteId, topicId, c.req.valid('json'), expectedTime(c));
      return answerTagged(c, TopicView, topic, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/v1/sites/{siteId}/topics/{topicId}',
      tags,
      summary: 'Delete a topic',
      middleware: requireScope('topics.write'),
      request: { params: TopicParams, headers: IfMatch },
      responses: { 204: { description: 'Deleted' }, ...problems('not_found', 'precondition_failed') },
    }),
    async (c) => {
      const { siteId, topicId } = c.req.valid('param');
      await deleteTopic(c.var.actor, siteId, topicId, expectedTime(c));
      return c.body(null, 204);
    },
  );
}
