import { createRoute, z } from '@hono/zod-openapi';
import { createCampaign } from '@/lib/campaigns/create-campaign';
import { createCampaignFromTemplate } from '@/lib/campaigns/create-campaign-from-template';
import { createDraft } from '@/lib/campaigns/create-draft';
import { deleteDraft } from '@/lib/campaigns/delete-draft';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import { updateCampaign } from '@/lib/campaigns/update-campaign';
import { CAMPAIGN_STATUSES, CampaignPatch, CampaignView } from '@/lib/contracts/campaigns';
import { PageQuery } from '@/lib/contracts/paging';
import { CampaignOccurrences } from '@/lib/contracts/schedules';
import { AnyCampaignInput } from '@/lib/contracts/templates';
import { text } from '@/lib/contracts/text';
import { addCampaignStats } from '@/lib/stats/add-campaign-stats';
import { campaignOccurrences } from '@/lib/stats/campaign-occurrences';
import { NO_STATS } from '@/lib/stats/campaign-stats';
import { expectedTime, IfMatch } from '../entity-version';
import { type ApiApp, answer, jsonAnswer, jsonBody, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';
import { answerSparse, fieldsOf } from '../sparse-fields';
import { answerCampaign, CampaignParams } from './campaign-answer';

const tags = ['Campaigns'];
const SiteParams = z.object({ siteId: z.string().meta({ example: 'site_0j3v8m2k4qw5r' }) });
const CampaignQuery = PageQuery.extend({
  status: z.enum(CAMPAIGN_STATUSES).optional(),
  search: text(1, 120).optional().meta({ description: 'Part of the name', example: 'sale' }),
  fields: fieldsOf(CampaignView, 'id,name,status'),
});
const CampaignPage = pageOf(CampaignView);

/** Campaigns as things that are made, read and changed; campaign-acts.ts has what is done with them. */
export function registerCampaigns(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/sites/{siteId}/campaigns',
      tags,
      summary: 'Make a campaign',
      description:
        "Makes a draft to be launched; with `sendAt`, a campaign that launches by itself at that instant; with `schedule`, one that is sent in each subscriber's own time zone, at each one's best hour, or again and again by the calendar. With `templateId` it says what the template says, but for the fields given. With `isDraft` it may be incomplete, and stays a draft until it is launched or scheduled.",
      middleware: requireScope('campaigns.write'),
      request: { params: SiteParams, body: jsonBody(AnyCampaignInput) },
      responses: { 201: jsonAnswer(CampaignView, 'The campaign'), ...problems('not_found', 'idempotency_key_reused') },
    }),
    async (c) => {
      const { siteId } = c.req.valid('param');
      const input = c.req.valid('json');
      const campaign =
        'templateId' in input
          ? await createCampaignFromTemplate(c.var.actor, siteId, input)
          : 'isDraft' in input
            ? await createDraft(c.var.actor, siteId, input)
            : await createCampaign(c.var.actor, siteId, input);
      c.header('Location', `/api/v1/campaigns/${campaign.id}`);
      return answerCampaign(c, campaign, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites/{siteId}/campaigns',
      tags,
      summary: 'List campaigns',
      middleware: requireScope('campaigns.read'),
      request: { params: SiteParams, query: CampaignQuery },
      responses: { 200: jsonAnswer(CampaignPage, 'Campaigns, newest first'), ...problems('not_found') },
    }),
    async (c) => {
      const { siteId } = c.req.valid('param');
      const { fields, ...query } = c.req.valid('query');
      const page = await listCampaigns(c.var.actor, siteId, query);
      const isWithout = fields && !fields.includes('stats');
      const items = isWithout
        ? page.items.map((campaign) => ({ ...campaign, stats: NO_STATS }))
        : await addCampaignStats(page.items);
      return answerSparse(c, CampaignPage, { ...page, items }, fields);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/campaigns/{id}',
      tags,
      summary: 'Get a campaign and its figures',
      middleware: requireScope('campaigns.read'),
      request: { params: CampaignParams },
      responses: { 200: jsonAnswer(CampaignView, 'The campaign'), ...problems('not_found') },
    }),
    async (c) => {
      const campaign = await getCampaign(c.var.actor, c.req.valid('param').id);
      return answerCampaign(c, campaign, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/campaigns/{id}/occurrences',
      operationId: 'listCampaignOccurrences',
      tags,
      summary: 'The dates of a recurring campaign',
      description: 'What comes next, and what became of the dates that have passed.',
      middleware: requireScope('campaigns.read'),
      request: { params: CampaignParams },
      responses: { 200: jsonAnswer(CampaignOccurrences, 'The dates'), ...problems('not_found') },
    }),
    async (c) => {
      const occurrences = await campaignOccurrences(c.var.actor, c.req.valid('param').id);
      return answer(c, CampaignOccurrences, occurrences, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/api/v1/campaigns/{id}',
      tags,
      summary: 'Change a draft, or a recurring campaign that goes on',
      description:
        'A draft, complete or not. Or a recurring campaign that is `scheduled`, `running` or `paused`, for which the key needs `campaigns.send` too: the change must be complete, holds from `nextAt` of the answer on, and leaves alone what dates before it have sent. With `If-Match` it is refused when a date has begun since.',
      middleware: requireScope('campaigns.write'),
      request: { params: CampaignParams, headers: IfMatch, body: jsonBody(CampaignPatch) },
      responses: {
        200: jsonAnswer(CampaignView, 'The changed campaign'),
        ...problems('not_found', 'campaign_not_editable', 'precondition_failed'),
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const campaign = await updateCampaign(c.var.actor, id, c.req.valid('json'), expectedTime(c));
      return answerCampaign(c, campaign, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/v1/campaigns/{id}',
      tags,
      summary: 'Delete a draft',
      middleware: requireScope('campaigns.write'),
      request: { params: CampaignParams, headers: IfMatch },
      responses: {
        204: { description: 'Deleted' },
        ...problems('not_found', 'campaign_not_editable', 'precondition_failed'),
      },
    }),
    async (c) => {
      await deleteDraft(c.var.actor, c.req.valid('param').id, expectedTime(c));
      return c.body(null, 204);
    },
  );
}
