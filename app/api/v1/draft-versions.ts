import { createRoute, z } from '@hono/zod-openapi';
import { getDraftVersion } from '@/lib/campaigns/get-draft-version';
import { listDraftVersions } from '@/lib/campaigns/list-draft-versions';
import { restoreDraftVersion } from '@/lib/campaigns/restore-draft-version';
import { CampaignView } from '@/lib/contracts/campaigns';
import { DraftVersionDetail, DraftVersionView } from '@/lib/contracts/draft-versions';
import { PageQuery } from '@/lib/contracts/paging';
import { expectedTime, IfMatch } from '../entity-version';
import { type ApiApp, answer, jsonAnswer, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';
import { answerCampaign, CampaignParams } from './campaign-answer';

const tags = ['Campaigns'];
const VersionParams = CampaignParams.extend({
  versionId: z.string().meta({ description: 'The version', example: 'ver_0j3v8m2k4qw5r' }),
});
const VersionPage = pageOf(DraftVersionView);

/** What drafts said before. */
export function registerDraftVersions(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/campaigns/{id}/versions',
      operationId: 'listDraftVersions',
      tags,
      summary: 'List what a draft said before',
      description:
        'What one author saves without a pause of five minutes is one version, for half an hour at most; a draft keeps fifty, and they go 30 days after the campaign was sent or cancelled, or with the draft.',
      middleware: requireScope('campaigns.read'),
      request: { params: CampaignParams, query: PageQuery },
      responses: { 200: jsonAnswer(VersionPage, 'Versions, newest first'), ...problems('not_found', 'bad_request') },
    }),
    async (c) => {
      const page = await listDraftVersions(c.var.actor, c.req.valid('param').id, c.req.valid('query'));
      return answer(c, VersionPage, page, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/campaigns/{id}/versions/{versionId}',
      operationId: 'getDraftVersion',
      tags,
      summary: 'Get a version of a draft',
      middleware: requireScope('campaigns.read'),
      request: { params: VersionParams },
      responses: { 200: jsonAnswer(DraftVersionDetail, 'The version, with all it said'), ...problems('not_found') },
    }),
    async (c) => {
      const { id, versionId } = c.req.valid('param');
      return answer(c, DraftVersionDetail, await getDraftVersion(c.var.actor, id, versionId), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/campaigns/{id}/versions/{versionId}/restore',
      operationId: 'restoreDraftVersion',
      tags,
      summary: 'Restore a version of a draft',
      description:
        'The draft says what it said then. That is a version of its own, so that what it said until now can be restored in turn.',
      middleware: requireScope('campaigns.write'),
      request: { params: VersionParams, headers: IfMatch },
      responses: {
        200: jsonAnswer(CampaignView, 'The draft'),
        ...problems('not_found', 'campaign_not_editable', 'precondition_failed', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { id, versionId } = c.req.valid('param');
      const campaign = await restoreDraftVersion(c.var.actor, id, versionId, expectedTime(c));
      return answerCampaign(c, campaign, 200);
    },
  );
}
