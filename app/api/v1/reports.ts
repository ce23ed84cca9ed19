import { createRoute, z } from '@hono/zod-openapi';
import { GROWTH_DAYS, SiteGrowth } from '@/lib/contracts/growth';
import { SiteOverview } from '@/lib/contracts/overview';
import { CampaignReport, COMPARED_CAMPAIGNS, ComparedCampaign } from '@/lib/contracts/reports';
import { timeZone } from '@/lib/contracts/text';
import { campaignReport } from '@/lib/stats/campaign-report';
import { compareCampaigns } from '@/lib/stats/compare-campaigns';
import { siteGrowth } from '@/lib/stats/site-growth';
import { siteOverview } from '@/lib/stats/site-overview';
import { type ApiApp, answer, jsonAnswer, problems } from '../framework';
import { requireScope } from '../require-scope';

const CampaignParams = z.object({ id: z.string().meta({ example: 'cmp_0j3v8m2k4qw5r' }) });
const ReportQuery = z.object({
  timeZone: timeZone.optional().meta({ description: 'Of the heat map; UTC when left out', example: 'Europe/Berlin' }),
});
const SiteParams = z.object({ siteId: z.string() });
const CompareQuery = z.object({
  ids: z
    .string()
    .max(500)
    .default('')
    .transform((ids) => ids.split(','))
    .meta({
      description: `The campaigns, by comma: ${COMPARED_CAMPAIGNS.min} to ${COMPARED_CAMPAIGNS.max} of them`,
      example: 'cmp_0j3v8m2k4qw5r,cmp_0j3v8m2k4qw5s',
    }),
});
const Comparison = z
  .object({ items: z.array(ComparedCampaign).meta({ description: 'In the order asked for' }) })
  .meta({ id: 'CampaignComparison' });
const GrowthQuery = z.object({
  days: z.coerce
    .number()
    .pipe(z.literal(GROWTH_DAYS))
    .default(90)
    .meta({ description: 'Length of the period, today included: 30, 90 or 365', example: 90 }),
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

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites/{siteId}/campaigns/compare',
      operationId: 'compareCampaigns',
      tags: ['Campaigns'],
      summary: 'Compare campaigns',
      description: 'The same figures for each, side by side. A campaign that is named twice counts once.',
      middleware: requireScope('campaigns.read'),
      request: { params: SiteParams, query: CompareQuery },
      responses: { 200: jsonAnswer(Comparison, 'The campaigns'), ...problems('not_found', 'bad_request') },
    }),
    async (c) => {
      const items = await compareCampaigns(c.var.actor, c.req.valid('param').siteId, c.req.valid('query').ids);
      return answer(c, Comparison, { items }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites/{siteId}/growth',
      operationId: 'getSiteGrowth',
      tags: ['Sites'],
      summary: "Get a site's growth",
      description:
        'Who came and went by day (UTC), what people were asked with when they agreed, and after which campaigns they ' +
        'left. Needs `campaigns.read`, too.',
      middleware: requireScope('subscribers.read'),
      request: { params: SiteParams, query: GrowthQuery },
      responses: { 200: jsonAnswer(SiteGrowth, 'The growth'), ...problems('not_found') },
    }),
    async (c) => {
      const growth = await siteGrowth(c.var.actor, c.req.valid('param').siteId, c.req.valid('query').days);
      return answer(c, SiteGrowth, growth, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites/{siteId}/overview',
      operationId: 'getSiteOverview',
      tags: ['Sites'],
      summary: 'See how a site stands',
      description:
        'Active subscribers, the last 30 days, browsers, countries, languages and the last campaigns. Needs ' +
        '`campaigns.read`, too.',
      middleware: requireScope('subscribers.read'),
      request: { params: SiteParams },
      responses: { 200: jsonAnswer(SiteOverview, 'The overview'), ...problems('not_found') },
    }),
    async (c) => {
      const overview = await siteOverview(c.var.actor, c.req.valid('param').siteId);
      return answer(c, SiteOverview, overview, 200);
    },
  );
}
