import { createRoute, z } from '@hono/zod-openapi';
import type { CampaignSummary } from '@/lib/campaigns/campaign-row';
import { cancelCampaign } from '@/lib/campaigns/cancel-campaign';
import { createCampaign } from '@/lib/campaigns/create-campaign';
import { createCampaignFromTemplate } from '@/lib/campaigns/create-campaign-from-template';
import { createDraft } from '@/lib/campaigns/create-draft';
import { deleteDraft } from '@/lib/campaigns/delete-draft';
import { duplicateCampaign } from '@/lib/campaigns/duplicate-campaign';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import { launchCampaign } from '@/lib/campaigns/launch-campaign';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import { pauseCampaign } from '@/lib/campaigns/pause-campaign';
import { resumeCampaign } from '@/lib/campaigns/resume-campaign';
import { retryCampaign } from '@/lib/campaigns/retry-campaign';
import { scheduleCampaign } from '@/lib/campaigns/schedule-campaign';
import { sendTest } from '@/lib/campaigns/send-test';
import { setThrottle } from '@/lib/campaigns/set-throttle';
import { unscheduleCampaign } from '@/lib/campaigns/unschedule-campaign';
import { updateCampaign } from '@/lib/campaigns/update-campaign';
import type { Actor } from '@/lib/contracts/actors';
import {
  CAMPAIGN_STATUSES,
  CampaignPatch,
  CampaignView,
  TestSendInput,
  ThrottleInput,
} from '@/lib/contracts/campaigns';
import { PageQuery } from '@/lib/contracts/paging';
import { CampaignOccurrences, CampaignSchedule } from '@/lib/contracts/schedules';
import { AnyCampaignInput } from '@/lib/contracts/templates';
import { text } from '@/lib/contracts/text';
import { addCampaignStats } from '@/lib/stats/add-campaign-stats';
import { campaignOccurrences } from '@/lib/stats/campaign-occurrences';
import { NO_STATS } from '@/lib/stats/campaign-stats';
import { answerTagged, expectedTime, IfMatch } from '../entity-version';
import { type ApiApp, answer, jsonAnswer, jsonBody, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';
import { answerSparse, fieldsOf } from '../sparse-fields';
import { registerAbTests } from './ab-tests';
import { registerCampaignSkips } from './campaign-skips';

const tags = ['Campaigns'];
const SiteParams = z.object({ siteId: z.string().meta({ example: 'site_0j3v8m2k4qw5r' }) });
const CampaignParams = z.object({ id: z.string().meta({ example: 'cmp_0j3v8m2k4qw5r' }) });
const CampaignQuery = PageQuery.extend({
  status: z.enum(CAMPAIGN_STATUSES).optional(),
  search: text(1, 120).optional().meta({ description: 'Part of the name', example: 'sale' }),
  fields: fieldsOf(CampaignView, 'id,name,status'),
});
const CampaignPage = pageOf(CampaignView);
const ScheduleInput = z
  .union([
    z.strictObject({
      sendAt: z.iso.datetime({ offset: true }).meta({ description: 'Launches by itself at this instant' }),
    }),
    z.strictObject({ schedule: CampaignSchedule }),
  ])
  .meta({ id: 'ScheduleInput', example: { sendAt: '2027-01-31T09:00:00+01:00' } });
const TestRunView = z.object({ runId: z.string().meta({ example: 'run_0j3v8m2k4qw5r' }) }).meta({ id: 'TestRun' });

async function withStats(campaign: CampaignSummary): Promise<CampaignView> {
  const [view] = await addCampaignStats([campaign]);
  return view ?? { ...campaign, stats: NO_STATS };
}

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
      return answerTagged(c, CampaignView, await withStats(campaign), 201);
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
      return answerTagged(c, CampaignView, await withStats(campaign), 200);
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
      return answerTagged(c, CampaignView, await withStats(campaign), 200);
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

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/campaigns/{id}/schedule',
      tags,
      summary: 'Schedule a draft',
      description:
        "At an instant, in each subscriber's own time zone, at each one's best hour, or again and again by the calendar.",
      middleware: requireScope('campaigns.send'),
      request: { params: CampaignParams, body: jsonBody(ScheduleInput) },
      responses: {
        200: jsonAnswer(CampaignView, 'The scheduled campaign'),
        ...problems('not_found', 'campaign_wrong_state'),
      },
    }),
    async (c) => {
      const when = c.req.valid('json');
      const start = 'sendAt' in when ? when.sendAt : when.schedule;
      const campaign = await scheduleCampaign(c.var.actor, c.req.valid('param').id, start);
      return answerTagged(c, CampaignView, await withStats(campaign), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/campaigns/{id}/test',
      operationId: 'sendTest',
      tags,
      summary: 'Send a test',
      description:
        'Sends the message as it is now, or that of `draft`, to chosen subscribers, apart from the figures of the campaign.',
      middleware: requireScope('campaigns.send'),
      request: { params: CampaignParams, body: jsonBody(TestSendInput) },
      responses: { 202: jsonAnswer(TestRunView, 'The test run'), ...problems('not_found') },
    }),
    async (c) => {
      const { subscriberIds, variant, draft } = c.req.valid('json');
      const run = await sendTest(c.var.actor, c.req.valid('param').id, subscriberIds, variant, draft);
      return answer(c, TestRunView, run, 202);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/campaigns/{id}/duplicate',
      tags,
      summary: 'Copy a campaign as a new draft',
      middleware: requireScope('campaigns.write'),
      request: { params: CampaignParams },
      responses: { 201: jsonAnswer(CampaignView, 'The new draft'), ...problems('not_found') },
    }),
    async (c) => {
      const campaign = await duplicateCampaign(c.var.actor, c.req.valid('param').id);
      c.header('Location', `/api/v1/campaigns/${campaign.id}`);
      return answerTagged(c, CampaignView, await withStats(campaign), 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/v1/campaigns/{id}/throttle',
      tags,
      summary: 'Change the pace of a campaign',
      description: 'Also while it is being sent, where it takes effect within two seconds; null takes the limit away.',
      middleware: requireScope('campaigns.send'),
      request: { params: CampaignParams, headers: IfMatch, body: jsonBody(ThrottleInput) },
      responses: {
        200: jsonAnswer(CampaignView, 'The campaign'),
        ...problems('not_found', 'campaign_wrong_state', 'precondition_failed'),
      },
    }),
    async (c) => {
      const { throttlePerMinute } = c.req.valid('json');
      const { id } = c.req.valid('param');
      const campaign = await setThrottle(c.var.actor, id, throttlePerMinute, expectedTime(c));
      return answerTagged(c, CampaignView, await withStats(campaign), 200);
    },
  );

  registerAbTests(app);
  registerCampaignSkips(app);
  registerMove(app, 'launch', 'Launch a campaign now', launchCampaign);
  registerMove(app, 'cancel', 'Cancel a campaign', cancelCampaign);
  registerMove(app, 'pause', 'Pause a running campaign', pauseCampaign);
  registerMove(app, 'resume', 'Go on with a paused campaign', resumeCampaign);
  registerMove(app, 'retry', 'Try again what push services refused', retryCampaign);
  registerMove(app, 'unschedule', 'Make a scheduled campaign a draft again', unscheduleCampaign);
}

type Move = (actor: Actor, campaignId: string) => Promise<CampaignSummary>;

/** A route that moves a campaign and needs no body. */
function registerMove(app: ApiApp, name: string, summary: string, move: Move): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: `/api/v1/campaigns/{id}/${name}`,
      tags,
      summary,
      middleware: requireScope('campaigns.send'),
      request: { params: CampaignParams },
      responses: {
        200: jsonAnswer(CampaignView, 'The campaign'),
        ...problems('not_found', 'campaign_wrong_state', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const campaign = await move(c.var.actor, c.req.valid('param').id);
      return answerTagged(c, CampaignView, await withStats(campaign), 200);
    },
  );
}
