import { createRoute, z } from '@hono/zod-openapi';
import { BatchAnswer } from '@/lib/contracts/batches';
import { TagBatchInput, TagChange, TagList } from '@/lib/contracts/tags';
import { changeTags } from '@/lib/subscribers/change-tags';
import { listTags } from '@/lib/subscribers/list-tags';
import { type ApiApp, answer, jsonAnswer, jsonBody, problems } from '../framework';
import { requireScope } from '../require-scope';

const tags = ['Tags'];
const SiteParams = z.object({
  siteId: z.string().meta({ description: 'The site', example: 'site_0j3v8m2k4qw5r' }),
});
const PATH = '/api/v1/sites/{siteId}/tags';

/** Tags across subscribers; those of one are changed with the subscriber. */
export function registerTags(app: ApiApp): void {
  // The rows of a batch are checked one by one: the document learns their shape from here.
  app.openAPIRegistry.register('TagChange', TagChange);

  app.openapi(
    createRoute({
      method: 'get',
      path: PATH,
      operationId: 'listTags',
      tags,
      summary: 'List the tags in use',
      description: 'Tags of active subscribers with how many have each; on a large site, of the newest ones.',
      middleware: requireScope('tags.read'),
      request: { params: SiteParams },
      responses: { 200: jsonAnswer(TagList, 'Tags, most frequent first'), ...problems('not_found') },
    }),
    async (c) => answer(c, TagList, await listTags(c.var.actor, c.req.valid('param').siteId), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${PATH}/batch`,
      operationId: 'changeTags',
      tags,
      summary: 'Change the tags of up to 1,000 people',
      description:
        'Sets and deletes tags of people or single browsers, one row after the other. Each row has its own result; a ' +
        'bad one does not refuse the others.',
      middleware: requireScope('tags.write'),
      request: { params: SiteParams, body: jsonBody(TagBatchInput) },
      responses: {
        200: jsonAnswer(BatchAnswer, 'What became of each row, in the order given'),
        ...problems('not_found', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const results = await changeTags(c.var.actor, c.req.valid('param').siteId, c.req.valid('json').changes);
      return answer(c, BatchAnswer, { results }, 200);
    },
  );
}
