import { createRoute, z } from '@hono/zod-openapi';
import { Skips } from '@/lib/contracts/skips';
import { previewCampaignSkips } from '@/lib/delivery/preview-campaign-skips';
import { type ApiApp, answer, jsonAnswer, problems } from '../framework';
import { requireScope } from '../require-scope';

const CampaignParams = z.object({ id: z.string().meta({ example: 'cmp_0j3v8m2k4qw5r' }) });

export function registerCampaignSkips(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/campaigns/{id}/skips',
      operationId: 'getCampaignSkips',
      tags: ['Campaigns'],
      summary: 'See who will not get a campaign, and why',
      description:
        'Before its launch: how many of its audience would be left out if it were launched now, or as it is scheduled. Each is counted once, under the first reason that applies; whoever has unsubscribed or is gone is not in the audience. Needs `segments.read`, too.',
      middleware: requireScope('campaigns.read'),
      request: { params: CampaignParams },
      responses: { 200: jsonAnswer(Skips, 'How many, by reason'), ...problems('not_found', 'campaign_wrong_state') },
    }),
    async (c) => answer(c, Skips, await previewCampaignSkips(c.var.actor, c.req.valid('param').id), 200),
  );
}
