import { createRoute, z } from '@hono/zod-openapi';
import { createTemplate } from '@/lib/campaigns/create-template';
import { createTemplateFromCampaign } from '@/lib/campaigns/create-template-from-campaign';
import { deleteTemplate } from '@/lib/campaigns/delete-template';
import { duplicateTemplate } from '@/lib/campaigns/duplicate-template';
import { getTemplate } from '@/lib/campaigns/get-template';
import { listTemplates } from '@/lib/campaigns/list-templates';
import { restoreTemplate } from '@/lib/campaigns/restore-template';
import { updateTemplate } from '@/lib/campaigns/update-template';
import { AnyTemplateInput, TemplatePatch, TemplateQuery, TemplateView } from '@/lib/contracts/templates';
import { answerTagged, expectedVersion, IfMatch } from '../entity-version';
import { type ApiApp, jsonAnswer, jsonBody, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';
import { answerSparse, fieldsOf } from '../sparse-fields';

const tags = ['Templates'];
const SiteParams = z.object({
  siteId: z.string().meta({ description: 'The site', example: 'site_0j3v8m2k4qw5r' }),
});
const Params = SiteParams.extend({
  id: z.string().meta({ description: 'The template', example: 'tpl_0j3v8m2k4qw5r' }),
});
const TemplatePage = pageOf(TemplateView);
const ListQuery = TemplateQuery.extend({ fields: fieldsOf(TemplateView, 'id,name,version') });
const LIST = '/api/v1/sites/{siteId}/templates';
const ONE = `${LIST}/{id}` as const;

/** Messages to start campaigns from. */
export function registerTemplates(app: ApiApp): void {
  registerCollection(app);
  registerOne(app);
}

function registerCollection(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: LIST,
      tags,
      summary: 'Make a template',
      description:
        'Of a message, complete or not, or with `campaignId` of what a campaign says (which needs `campaigns.read` or `campaigns.write`, too).',
      middleware: requireScope('templates.write'),
      request: { params: SiteParams, body: jsonBody(AnyTemplateInput) },
      responses: {
        201: jsonAnswer(TemplateView, 'The template'),
        ...problems('not_found', 'conflict', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { siteId } = c.req.valid('param');
      const input = c.req.valid('json');
      const template =
        'campaignId' in input
          ? await createTemplateFromCampaign(c.var.actor, siteId, input)
          : await createTemplate(c.var.actor, siteId, input);
      c.header('Location', `/api/v1/sites/${siteId}/templates/${template.id}`);
      return answerTagged(c, TemplateView, template, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: LIST,
      tags,
      summary: 'List templates',
      middleware: requireScope('templates.read'),
      request: { params: SiteParams, query: ListQuery },
      responses: { 200: jsonAnswer(TemplatePage, 'Templates, newest first'), ...problems('not_found', 'bad_request') },
    }),
    async (c) => {
      const { fields, ...query } = c.req.valid('query');
      const page = await listTemplates(c.var.actor, c.req.valid('param').siteId, query);
      return answerSparse(c, TemplatePage, page, fields);
    },
  );
}

function registerOne(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: ONE,
      tags,
      summary: 'Get a template',
      middleware: requireScope('templates.read'),
      request: { params: Params },
      responses: { 200: jsonAnswer(TemplateView, 'The template'), ...problems('not_found') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      const template = await getTemplate(c.var.actor, siteId, id);
      return answerTagged(c, TemplateView, template, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: ONE,
      tags,
      summary: 'Change a template',
      description: 'Campaigns that were made from it stay as they are. `If-Match` keeps two editors apart.',
      middleware: requireScope('templates.write'),
      request: { params: Params, headers: IfMatch, body: jsonBody(TemplatePatch) },
      responses: {
        200: jsonAnswer(TemplateView, 'The changed template'),
        ...problems('not_found', 'conflict', 'precondition_failed'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      const template = await updateTemplate(c.var.actor, siteId, id, c.req.valid('json'), expectedVersion(c));
      return answerTagged(c, TemplateView, template, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: ONE,
      tags,
      summary: 'Delete a template',
      description: 'What was made from it stays.',
      middleware: requireScope('templates.write'),
      request: { params: Params, headers: IfMatch },
      responses: { 204: { description: 'Deleted' }, ...problems('not_found', 'precondition_failed') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      await deleteTemplate(c.var.actor, siteId, id, expectedVersion(c));
      return c.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${ONE}/restore`,
      tags,
      summary: 'Restore a deleted template',
      description:
        'It is there again under its id, as it was. Refused while another template has its name. One that is in use stays as it is.',
      middleware: requireScope('templates.write'),
      request: { params: Params },
      responses: {
        200: jsonAnswer(TemplateView, 'The template'),
        ...problems('not_found', 'conflict', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answerTagged(c, TemplateView, await restoreTemplate(c.var.actor, siteId, id), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${ONE}/duplicate`,
      tags,
      summary: 'Copy a template',
      description: 'The copy says the same and is named “… (copy)”, with a number where that is taken.',
      middleware: requireScope('templates.write'),
      request: { params: Params },
      responses: {
        201: jsonAnswer(TemplateView, 'The new template'),
        ...problems('not_found', 'conflict', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      const template = await duplicateTemplate(c.var.actor, siteId, id);
      c.header('Location', `/api/v1/sites/${siteId}/templates/${template.id}`);
      return answerTagged(c, TemplateView, template, 201);
    },
  );
}
