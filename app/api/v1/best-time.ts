import { createRoute, z } from '@hono/zod-openapi';
import { bestTime } from '@/lib/campaigns/best-time';
import { BestTimeView } from '@/lib/contracts/schedules';
import { type ApiApp, answer, jsonAnswer, problems } from '../framework';
import { requireScope } from '../require-scope';

const SiteParams = z.object({ siteId: z.string().meta({ example: 'site_0j3v8m2k4qw5r' }) });

export function registerBestTime(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites/{siteId}/best-time',
      operationId: 'getBestTime',
      tags: ['Campaigns'],
      summary: 'What is known of best hours',
      description:
        'How many subscribers a campaign with the schedule `best_time` would reach at an hour of their own, and at which hour the others would get it.',
      middleware: requireScope('campaigns.read'),
      request: { params: SiteParams },
      responses: { 200: jsonAnswer(BestTimeView, 'What is known'), ...problems('not_found') },
    }),
    async (c) => answer(c, BestTimeView, await bestTime(c.var.actor, c.req.valid('param').siteId), 200),
  );
}
