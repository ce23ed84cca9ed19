import { createRoute, z } from '@hono/zod-openapi';
import type { CampaignSummary } from '@/lib/campaigns/campaign-row';
import { cancelCampaign } from '@/lib/campaigns/cancel-campaign';
import { duplicateCampaign } from '@/lib/campaigns/duplicate-campaign';
import { launchCampaign } from '@/lib/campaigns/launch-campaign';
import { pauseCampaign } from '@/lib/campaigns/pause-campaign';
import { restoreDraft } from '@/lib/campaigns/restore-draft';
import { resumeCampaign } from '@/lib/campaigns/resume-campaign';
import { retryCampaign } from '@/lib/campaigns/retry-campaign';
import { scheduleCampaign } from '@/lib/campaigns/schedule-campaign';
import { sendTest } from '@/lib/campaigns/send-test';
import { setThrottle } from '@/lib/campaigns/set-throttle';
import { unscheduleCampaign } from '@/lib/campaigns/unschedule-campaign';
import type { Actor } from '@/lib/contracts/actors';
import { CampaignView, TestSendInput, ThrottleInput } from '@/lib/contracts/campaigns';
import { CampaignSchedule } from '@/lib/contracts/schedules';
import { expectedTime, IfMatch } from '../entity-version';
import { type ApiApp, answer, jsonAnswer, jsonBody, problems } from '../framework';
import { requireScope } from '../require-scope';
import { registerAbTests } from './ab-tests';
import { answerCampaign, CampaignParams } from './campaign-answer';
import { registerCampaignSkips } from './campaign-skips';

const tags = ['Campaigns'];
const ScheduleInput = z
  .union([
    z.strictObject({
      sendAt: z.iso.datetime({ offset: true }).meta({ description: 'Launches by itself at this instant' }),
    }),
    z.strictObject({ schedule: CampaignSchedule }),
  ])
  .meta({ id: 'ScheduleInput', example: { sendAt: '2027-01-31T09:00:00+01:00' } });
const TestRunView = z.object({ runId: z.string().meta({ example: 'run_0j3v8m2k4qw5r' }) }).meta({ id: 'TestRun' });

/** What is done with a campaign: scheduled, tested, copied, paced, and moved from one state to another. */
export function registerCampaignActs(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/campaigns/{id}/restore',
      tags,
      summary: 'Restore a deleted draft',
      description:
        'It is there again under its id, with what it said before for 30 days after it was deleted. A campaign that is there stays as it is.',
      middleware: requireScope('campaigns.write'),
      request: { params: CampaignParams },
      responses: {
        200: jsonAnswer(CampaignView, 'The draft'),
        ...problems('not_found', 'idempotency_key_reused'),
      },
    }),
    async (c) => answerCampaign(c, await restoreDraft(c.var.actor, c.req.valid('param').id), 200),
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
      return answerCampaign(c, campaign, 200);
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
      return answerCampaign(c, campaign, 201);
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
      return answerCampaign(c, campaign, 200);
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
      return answerCampaign(c, campaign, 200);
    },
  );
}
