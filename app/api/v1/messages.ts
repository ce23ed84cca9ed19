import { createRoute, z } from '@hono/zod-openapi';
import { checkMessage } from '@/lib/campaigns/check-message';
import { sendMessage } from '@/lib/campaigns/send-message';
import { sendTemplate } from '@/lib/campaigns/send-template';
import { MessageCheckInput, MessageCheckView } from '@/lib/contracts/message-check';
import { AnySendInput } from '@/lib/contracts/templates';
import { MessageView, SentMessage } from '@/lib/contracts/transactional';
import { getMessage } from '@/lib/stats/get-message';
import { type ApiApp, answer, jsonAnswer, jsonBody, problems } from '../framework';
import { requireScope } from '../require-scope';

const tags = ['Messages'];
const SiteParams = z.object({
  siteId: z.string().meta({ description: 'The site that sends it', example: 'site_0j3v8m2k4qw5r' }),
});
const MessageParams = z.object({
  id: z.string().meta({ description: 'As the request to send answered it', example: 'msg_0j3v8m2k4qw5r' }),
});

/** Transactional messages: sent at once, apart from campaigns. */
export function registerMessages(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/sites/{siteId}/messages',
      operationId: 'sendMessage',
      tags,
      summary: 'Send a message',
      description:
        'Sends a transactional message to named people, single browsers or a topic. It does not wait for campaigns. ' +
        'The answer comes when it is stored; what became of it is read under `Location`. Send an `Idempotency-Key`, ' +
        'so that a repeated request is not sent twice. With `templateId` it says what the template says, but for the fields given.',
      middleware: requireScope('messages.send', { rate: 'messages' }),
      request: { params: SiteParams, body: jsonBody(AnySendInput) },
      responses: {
        202: jsonAnswer(SentMessage, 'It will be sent'),
        ...problems('not_found', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { siteId } = c.req.valid('param');
      const input = c.req.valid('json');
      const sent =
        'templateId' in input
          ? await sendTemplate(c.var.actor, siteId, input)
          : await sendMessage(c.var.actor, siteId, input);
      c.header('Location', `/api/v1/messages/${sent.id}`);
      return answer(c, SentMessage, sent, 202);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/sites/{siteId}/messages/check',
      operationId: 'checkMessage',
      tags,
      summary: 'Check a message without sending it',
      description:
        'Complete or not, of a campaign, a template or for sending at once: faults in its personal texts, its size, and ' +
        'how a subscriber gets it. Whether it is complete, the request that makes or sends it tells. With `previewFor`, or ' +
        'with tags in a text, it needs `subscribers.read`, too.',
      middleware: requireScope('campaigns.write'),
      request: { params: SiteParams, body: jsonBody(MessageCheckInput) },
      responses: { 200: jsonAnswer(MessageCheckView, 'What is to be said of it'), ...problems('not_found') },
    }),
    async (c) => {
      const check = await checkMessage(c.var.actor, c.req.valid('param').siteId, c.req.valid('json'));
      return answer(c, MessageCheckView, { ...check, written: check.written && { ...check.written } }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/messages/{id}',
      tags,
      summary: 'Get a message and what became of it',
      middleware: requireScope('messages.read', { rate: 'messages' }),
      request: { params: MessageParams },
      responses: { 200: jsonAnswer(MessageView, 'The message'), ...problems('not_found') },
    }),
    async (c) => answer(c, MessageView, await getMessage(c.var.actor, c.req.valid('param').id), 200),
  );
}
