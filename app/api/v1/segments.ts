import { createRoute, z } from '@hono/zod-openapi';
import { PageQuery } from '@/lib/contracts/paging';
import { SegmentInput, SegmentPatch, SegmentRuleInput, SegmentView } from '@/lib/contracts/segments';
import { archiveSegment } from '@/lib/segments/archive-segment';
import { countAudience } from '@/lib/segments/count-audience';
import { createSegment } from '@/lib/segments/create-segment';
import { getSegment } from '@/lib/segments/get-segment';
import { listSegments } from '@/lib/segments/list-segments';
import { previewRule } from '@/lib/segments/preview-rule';
import { restoreSegment } from '@/lib/segments/restore-segment';
import { updateSegment } from '@/lib/segments/update-segment';
import { answerTagged, expectedTime, IfMatch } from '../entity-version';
import { type ApiApp, answer, jsonAnswer, jsonBody, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';
import { answerSparse, fieldsOf } from '../sparse-fields';
import { RuleOrAudience, registerSegmentHelp } from './segment-help';

const tags = ['Segments'];
const SiteParams = z.object({ siteId: z.string().meta({ example: 'site_0j3v8m2k4qw5r' }) });
const Params = SiteParams.extend({ id: z.string().meta({ example: 'seg_0j3v8m2k4qw5r' }) });
const SegmentPage = pageOf(SegmentView);
const ListQuery = PageQuery.extend({ fields: fieldsOf(SegmentView, 'id,name') });
const CountAnswer = z.object({ count: z.number().int() }).meta({ id: 'AudienceCount' });
const EstimateRequest = z.strictObject({ rule: SegmentRuleInput }).meta({ id: 'EstimateInput' });
const EstimateAnswer = z
  .object({
    count: z.number().int().meta({ description: 'Active subscribers that match: about, unless `margin` is null' }),
    total: z.number().int().meta({ description: 'Active subscribers of the site: about, unless `margin` is null' }),
    margin: z.number().int().nullable().meta({
      description: 'The true count is within this of `count` in 95 of 100 cases; null when both numbers are exact',
    }),
  })
  .meta({ id: 'AudienceEstimate' });
const LIST = '/api/v1/sites/{siteId}/segments';
const ONE = `${LIST}/{id}` as const;

export function registerSegments(app: ApiApp): void {
  registerSegmentHelp(app);
  app.openapi(
    createRoute({
      method: 'post',
      path: LIST,
      tags,
      summary: 'Make a segment',
      middleware: requireScope('segments.write'),
      request: { params: SiteParams, body: jsonBody(SegmentInput) },
      responses: { 201: jsonAnswer(SegmentView, 'The segment'), ...problems('not_found', 'idempotency_key_reused') },
    }),
    async (c) => {
      const { siteId } = c.req.valid('param');
      const segment = await createSegment(c.var.actor, siteId, c.req.valid('json'));
      c.header('Location', `/api/v1/sites/${siteId}/segments/${segment.id}`);
      return answerTagged(c, SegmentView, segment, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: LIST,
      tags,
      summary: 'List segments',
      middleware: requireScope('segments.read'),
      request: { params: SiteParams, query: ListQuery },
      responses: { 200: jsonAnswer(SegmentPage, 'Segments, newest first'), ...problems('not_found') },
    }),
    async (c) => {
      const { fields, ...query } = c.req.valid('query');
      const page = await listSegments(c.var.actor, c.req.valid('param').siteId, query);
      return answerSparse(c, SegmentPage, page, fields);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${LIST}/count`,
      operationId: 'countAudience',
      tags,
      summary: 'Count whom a rule or an audience finds',
      description: 'Active subscribers at this moment.',
      middleware: requireScope('segments.read'),
      request: { params: SiteParams, body: jsonBody(RuleOrAudience) },
      responses: { 200: jsonAnswer(CountAnswer, 'How many'), ...problems('not_found') },
    }),
    async (c) =>
      answer(c, CountAnswer, await countAudience(c.var.actor, c.req.valid('param').siteId, c.req.valid('json')), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${LIST}/estimate`,
      operationId: 'estimateRule',
      tags,
      summary: 'Estimate how many a rule finds',
      description:
        'For a large site from a sample of one subscriber in 128, which takes milliseconds where counting takes seconds; for a site ' +
        'of under about 128,000 active subscribers it counts.',
      middleware: requireScope('segments.read'),
      request: { params: SiteParams, body: jsonBody(EstimateRequest) },
      responses: { 200: jsonAnswer(EstimateAnswer, 'About how many'), ...problems('not_found') },
    }),
    async (c) => {
      const { rule } = c.req.valid('json');
      const { sample, ...estimate } = await previewRule(c.var.actor, c.req.valid('param').siteId, rule, 'quick');
      return answer(c, EstimateAnswer, estimate, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: ONE,
      tags,
      summary: 'Get a segment',
      middleware: requireScope('segments.read'),
      request: { params: Params },
      responses: { 200: jsonAnswer(SegmentView, 'The segment'), ...problems('not_found') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answerTagged(c, SegmentView, await getSegment(c.var.actor, siteId, id), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: ONE,
      tags,
      summary: 'Change a segment',
      description: 'Campaigns that were launched keep the rule that they were launched with.',
      middleware: requireScope('segments.write'),
      request: { params: Params, headers: IfMatch, body: jsonBody(SegmentPatch) },
      responses: {
        200: jsonAnswer(SegmentView, 'The changed segment'),
        ...problems('not_found', 'precondition_failed'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      const segment = await updateSegment(c.var.actor, siteId, id, c.req.valid('json'), expectedTime(c));
      return answerTagged(c, SegmentView, segment, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: ONE,
      tags,
      summary: 'Archive a segment',
      middleware: requireScope('segments.write'),
      request: { params: Params, headers: IfMatch },
      responses: { 204: { description: 'Archived' }, ...problems('not_found', 'precondition_failed') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      await archiveSegment(c.var.actor, siteId, id, expectedTime(c));
      return c.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${ONE}/restore`,
      tags,
      summary: 'Restore an archived segment',
      description: 'Takes it into use again, under the same id. One that is in use stays as it is.',
      middleware: requireScope('segments.write'),
      request: { params: Params },
      responses: {
        200: jsonAnswer(SegmentView, 'The segment'),
        ...problems('not_found', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answerTagged(c, SegmentView, await restoreSegment(c.var.actor, siteId, id), 200);
    },
  );
}
