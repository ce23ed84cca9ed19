import { createRoute, z } from '@hono/zod-openapi';
import { DeliveryQuery, DeliveryView } from '@/lib/contracts/deliveries';
import { listCampaignDeliveries } from '@/lib/stats/list-campaign-deliveries';
import { listMessageDeliveries } from '@/lib/stats/list-message-deliveries';
import { type ApiApp, jsonAnswer, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';
import { answerSparse, fieldsOf } from '../sparse-fields';

const CampaignParams = z.object({
  id: z.string().meta({ description: 'The campaign', example: 'cmp_0j3v8m2k4qw5r' }),
});
const MessageParams = z.object({
  id: z.string().meta({ description: 'The message', example: 'msg_0j3v8m2k4qw5r' }),
});
const DeliveryPage = pageOf(DeliveryView);
const ListQuery = DeliveryQuery.extend({ fields: fieldsOf(DeliveryView, 'subscriberId,externalId,state') });

/** What became of a campaign, or of a single message, at each browser. */
export function registerDeliveries(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/campaigns/{id}/deliveries',
      operationId: 'listDeliveries',
      tags: ['Campaigns'],
      summary: 'List the deliveries of a campaign',
      description:
        'Each browser of the audience, tests aside, in an order that does not change while the campaign is being ' +
        'sent. With a `state` a page may be short or empty: the list ends where `nextCursor` is null. An installation that ' +
        'drops old deliveries (`BELFRY_KEEP_MONTHS`) answers an empty list for a campaign older than that; its figures stay.',
      middleware: requireScope('campaigns.read'),
      request: { params: CampaignParams, query: ListQuery },
      responses: { 200: jsonAnswer(DeliveryPage, 'Deliveries'), ...problems('not_found', 'bad_request') },
    }),
    async (c) => {
      const { fields, ...query } = c.req.valid('query');
      const page = await listCampaignDeliveries(c.var.actor, c.req.valid('param').id, query);
      return answerSparse(c, DeliveryPage, page, fields);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/messages/{id}/deliveries',
      tags: ['Messages'],
      summary: 'List the deliveries of a message',
      description:
        'Each browser that it was for, however many, in an order that does not change while it is being sent. With a ' +
        '`state` a page may be short or empty: the list ends where `nextCursor` is null. An installation that drops old ' +
        'deliveries (`BELFRY_KEEP_MONTHS`) answers an empty list for an older message.',
      middleware: requireScope('messages.read'),
      request: { params: MessageParams, query: ListQuery },
      responses: { 200: jsonAnswer(DeliveryPage, 'Deliveries'), ...problems('not_found', 'bad_request') },
    }),
    async (c) => {
      const { fields, ...query } = c.req.valid('query');
      const page = await listMessageDeliveries(c.var.actor, c.req.valid('param').id, query);
      return answerSparse(c, DeliveryPage, page, fields);
    },
  );
}
