import { createRoute, z } from '@hono/zod-openapi';
import { PageQuery } from '@/lib/contracts/paging';
import { SiteInput, SitePatch, SiteView } from '@/lib/contracts/sites';
import { archiveSite } from '@/lib/sites/archive-site';
import { createSite } from '@/lib/sites/create-site';
import { getSite } from '@/lib/sites/get-site';
import { listSites } from '@/lib/sites/list-sites';
import { updateSite } from '@/lib/sites/update-site';
import { answerTagged, expectedTime, IfMatch } from '../entity-version';
import { type ApiApp, jsonAnswer, jsonBody, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';
import { answerSparse, fieldsOf } from '../sparse-fields';

const tags = ['Sites'];
const SiteParams = z.object({ siteId: z.string().meta({ example: 'site_0j3v8m2k4qw5r' }) });
const SitePage = pageOf(SiteView);
const SiteListQuery = PageQuery.extend({ fields: fieldsOf(SiteView, 'id,name') });

export function registerSites(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/sites',
      tags,
      summary: 'Make a site',
      description: 'Makes the site with a new key pair, or with the pair given.',
      middleware: requireScope('sites.write'),
      request: { body: jsonBody(SiteInput) },
      responses: { 201: jsonAnswer(SiteView, 'The site'), ...problems('idempotency_key_reused') },
    }),
    async (c) => {
      const site = await createSite(c.var.actor, c.req.valid('json'));
      c.header('Location', `/api/v1/sites/${site.id}`);
      return answerTagged(c, SiteView, site, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites',
      tags,
      summary: 'List sites',
      middleware: requireScope('sites.read'),
      request: { query: SiteListQuery },
      responses: { 200: jsonAnswer(SitePage, 'Sites, oldest first'), ...problems() },
    }),
    async (c) => {
      const { fields, ...query } = c.req.valid('query');
      return answerSparse(c, SitePage, await listSites(c.var.actor, query), fields);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites/{siteId}',
      tags,
      summary: 'Get a site',
      middleware: requireScope('sites.read'),
      request: { params: SiteParams },
      responses: { 200: jsonAnswer(SiteView, 'The site'), ...problems('not_found') },
    }),
    async (c) => answerTagged(c, SiteView, await getSite(c.var.actor, c.req.valid('param').siteId), 200),
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/api/v1/sites/{siteId}',
      tags,
      summary: 'Change a site',
      middleware: requireScope('sites.write'),
      request: { params: SiteParams, headers: IfMatch, body: jsonBody(SitePatch) },
      responses: { 200: jsonAnswer(SiteView, 'The changed site'), ...problems('not_found', 'precondition_failed') },
    }),
    async (c) => {
      const { siteId } = c.req.valid('param');
      const site = await updateSite(c.var.actor, siteId, c.req.valid('json'), expectedTime(c));
      return answerTagged(c, SiteView, site, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/v1/sites/{siteId}',
      tags,
      summary: 'Archive a site',
      description:
        'Its pages stop collecting, what is being sent is paused, what is scheduled is not launched, and its addresses answer 404. Nothing is deleted.',
      middleware: requireScope('sites.write'),
      request: { params: SiteParams, headers: IfMatch },
      responses: { 204: { description: 'Archived' }, ...problems('not_found', 'precondition_failed') },
    }),
    async (c) => {
      await archiveSite(c.var.actor, c.req.valid('param').siteId, expectedTime(c));
      return c.body(null, 204);
    },
  );
}
