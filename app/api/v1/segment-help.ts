import { createRoute, z } from '@hono/zod-openapi';
import { AudienceInput } from '@/lib/contracts/campaigns';
import { RuleSuggestions } from '@/lib/contracts/rule-suggestions';
import { SegmentRuleInput } from '@/lib/contracts/segments';
import { SubscriberView } from '@/lib/contracts/subscribers';
import { sampleAudience } from '@/lib/segments/sample-audience';
import { suggestRuleParts } from '@/lib/segments/suggest-rule-parts';
import { type ApiApp, answer, jsonAnswer, jsonBody, problems } from '../framework';
import { requireScope } from '../require-scope';

const tags = ['Segments'];
const SiteParams = z.object({ siteId: z.string().meta({ example: 'site_0j3v8m2k4qw5r' }) });
/** Whom a rule or an audience is asked about. */
export const RuleOrAudience = z
  .union([z.strictObject({ rule: SegmentRuleInput }), z.strictObject({ audience: AudienceInput })])
  .meta({
    id: 'CountInput',
    description: 'A rule, or an audience as a campaign has it',
    example: { audience: { all: true } },
  });
const AudienceSample = z
  .object({ items: z.array(SubscriberView).meta({ description: 'The newest of them, 8 at most' }) })
  .meta({ id: 'AudienceSample' });

/** What helps to write a rule. */
export function registerSegmentHelp(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/sites/{siteId}/segments/sample',
      operationId: 'sampleAudience',
      tags,
      summary: 'See a few whom a rule or an audience finds',
      description: 'Active subscribers at this moment, newest first. Needs `segments.read`, too.',
      middleware: requireScope('subscribers.read'),
      request: { params: SiteParams, body: jsonBody(RuleOrAudience) },
      responses: { 200: jsonAnswer(AudienceSample, 'A few of them'), ...problems('not_found') },
    }),
    async (c) => {
      const asked = c.req.valid('json');
      const audience = 'rule' in asked ? asked : asked.audience;
      const items = await sampleAudience(c.var.actor, c.req.valid('param').siteId, audience);
      return answer(c, AudienceSample, { items }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites/{siteId}/rule-suggestions',
      operationId: 'getRuleSuggestions',
      tags,
      summary: 'See what a rule may refer to',
      description:
        'What is offered where a rule is written: tags, values, events, pages, topics and campaigns that the site has. ' +
        'Needs `subscribers.read` and `topics.read`, too.',
      middleware: requireScope('segments.read'),
      request: { params: SiteParams },
      responses: { 200: jsonAnswer(RuleSuggestions, 'The suggestions'), ...problems('not_found') },
    }),
    async (c) => answer(c, RuleSuggestions, await suggestRuleParts(c.var.actor, c.req.valid('param').siteId), 200),
  );
}
