import { createRoute, z } from '@hono/zod-openapi';
import { CampaignReport } from '@/lib/contracts/reports';
import { timeZone } from '@/lib/contracts/text';
import { campaignReport } from '@/lib/stats/campaign-report';
import { type ApiApp, answer, jsonAnswer, problems } from '../framework';
import { requireScope } from '../require-scope';

const CampaignParams = z.object({ id: z.string() });
const ReportQuery = z.object({
  timeZone: timeZone.optional().meta({ description: 'Of the heat map; UTC when left out', example: 'Europe/Berlin' }),
});

export function registerReports(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/campaigns/{id}/report',
      tags: ['Campaigns'],
      summary: "Get a campaign's report",
      description:
        'What became of a campaign, by browser, system, device, country, language and message, over time and by hour of the week. The funnel and the failures are as they are now; the rest was counted at `asOf`, seconds to minutes ago, and is up to date when `isCurrent`. Unknown is a row of its own, so that each breakdown adds up.',
      middleware: requireScope('campaigns.read'),
      request: { params: CampaignParams, query: ReportQuery },
      responses: { 200: jsonAnswer(CampaignReport, 'The report'), ...problems('not_found') },
    }),
    async (c) => {
      const report = await campaignReport(c.var.actor, c.req.valid('param').id, c.req.valid('query').timeZone);
      return answer(c, CampaignReport, report, 200);
    },
  );
}
