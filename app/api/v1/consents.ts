import { createRoute, z } from '@hono/zod-openapi';
import { ConsentView } from '@/lib/contracts/consents';
import { PageQuery } from '@/lib/contracts/paging';
import { SubscriberName } from '@/lib/contracts/subscribers';
import { listConsents } from '@/lib/subscribers/list-consents';
import { type ApiApp, answer, jsonAnswer, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';

const Params = z.object({
  siteId: z.string().meta({ description: 'The site', example: 'site_0j3v8m2k4qw5r' }),
  id: SubscriberName,
});
const ConsentPage = pageOf(ConsentView);

/** The proof of an opt-in. */
export function registerConsents(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites/{siteId}/subscribers/{id}/consents',
      operationId: 'listConsents',
      tags: ['Subscribers'],
      summary: 'List when a subscriber agreed or took it back',
      description: 'The append-only record of each opt-in and opt-out. It goes with a subscriber who is erased.',
      middleware: requireScope('subscribers.read'),
      request: { params: Params, query: PageQuery },
      responses: {
        200: jsonAnswer(ConsentPage, 'Entries, newest first'),
        ...problems('not_found', 'conflict', 'bad_request'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answer(c, ConsentPage, await listConsents(c.var.actor, siteId, id, c.req.valid('query')), 200);
    },
  );
}
