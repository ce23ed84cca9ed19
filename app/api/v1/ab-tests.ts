import { createRoute } from '@hono/zod-openapi';
import { chooseWinner } from '@/lib/campaigns/choose-winner';
import { AbTestResult, WinnerInput } from '@/lib/contracts/ab-tests';
import { CampaignView } from '@/lib/contracts/campaigns';
import { abTestResult } from '@/lib/stats/ab-test-result';
import { type ApiApp, answer, jsonAnswer, jsonBody, problems } from '../framework';
import { requireScope } from '../require-scope';
import { answerCampaign, CampaignParams } from './campaign-answer';

const tags = ['Campaigns'];

/** How an A/B test stands, and its end by hand. */
export function registerAbTests(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/campaigns/{id}/ab-test',
      operationId: 'getAbTest',
      tags,
      summary: 'How an A/B test stands',
      description:
        'The figures of each variant with the interval of its click rate and the probability that it is the best, and what became of the rest of the audience. A campaign that is no A/B test has no variants here.',
      middleware: requireScope('campaigns.read'),
      request: { params: CampaignParams },
      responses: { 200: jsonAnswer(AbTestResult, 'The test'), ...problems('not_found') },
    }),
    async (c) => {
      const result = await abTestResult(c.var.actor, c.req.valid('param').id);
      return answer(c, AbTestResult, result, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/campaigns/{id}/winner',
      operationId: 'chooseWinner',
      tags,
      summary: 'Choose the winner of an A/B test',
      description:
        'Sends this variant to the rest of the audience now, whatever the rule of the test. It can be done once.',
      middleware: requireScope('campaigns.send'),
      request: { params: CampaignParams, body: jsonBody(WinnerInput) },
      responses: {
        200: jsonAnswer(CampaignView, 'The campaign'),
        ...problems('not_found', 'campaign_wrong_state', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const campaign = await chooseWinner(c.var.actor, c.req.valid('param').id, c.req.valid('json').variant);
      return answerCampaign(c, campaign, 200);
    },
  );
}
