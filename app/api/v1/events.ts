import { createRoute, z } from '@hono/zod-openapi';
import { BatchAnswer } from '@/lib/contracts/batches';
import { EventBatchInput, EventInput, EventQuery, EventView } from '@/lib/contracts/events';
import { SubscriberName } from '@/lib/contracts/subscribers';
import { listEvents } from '@/lib/subscribers/list-events';
import { trackEvents } from '@/lib/subscribers/track-events';
import { type ApiApp, answer, jsonAnswer, jsonBody, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';

const tags = ['Events'];
const SiteParams = z.object({
  siteId: z.string().meta({ description: 'The site', example: 'site_0j3v8m2k4qw5r' }),
});
const SubscriberParams = SiteParams.extend({
  id: SubscriberName,
});
const EventPage = pageOf(EventView);

/** Custom events: what people did, told by the site's server or by its pages. */
export function registerEvents(app: ApiApp): void {
  // The rows of a batch are checked one by one: the document learns their shape from here.
  app.openAPIRegistry.register('EventInput', EventInput);

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/sites/{siteId}/events',
      operationId: 'trackEvents',
      tags,
      summary: 'Record up to 1,000 events',
      description:
        'Records what people did, as `track` of a page does. Each row has its own result; a bad one does not refuse ' +
        'the others. An event of an external id is recorded for each browser of the person.',
      middleware: requireScope('events.write'),
      request: { params: SiteParams, body: jsonBody(EventBatchInput) },
      responses: {
        200: jsonAnswer(BatchAnswer, 'What became of each row, in the order given'),
        ...problems('not_found', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const results = await trackEvents(c.var.actor, c.req.valid('param').siteId, c.req.valid('json').events);
      return answer(c, BatchAnswer, { results }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites/{siteId}/subscribers/{id}/events',
      operationId: 'listEvents',
      tags,
      summary: 'List the events of a subscriber',
      description: 'Custom events only; the timeline tells everything.',
      middleware: requireScope('events.read'),
      request: { params: SubscriberParams, query: EventQuery },
      responses: {
        200: jsonAnswer(EventPage, 'Events, newest first'),
        ...problems('not_found', 'conflict', 'bad_request'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answer(c, EventPage, await listEvents(c.var.actor, siteId, id, c.req.valid('query')), 200);
    },
  );
}
