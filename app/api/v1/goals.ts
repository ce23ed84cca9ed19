import { createRoute, z } from '@hono/zod-openapi';
import { GoalInput, GoalPatch, GoalView } from '@/lib/contracts/goals';
import { createGoal } from '@/lib/stats/create-goal';
import { deleteGoal } from '@/lib/stats/delete-goal';
import { getGoal } from '@/lib/stats/get-goal';
import { listGoals } from '@/lib/stats/list-goals';
import { restoreGoal } from '@/lib/stats/restore-goal';
import { updateGoal } from '@/lib/stats/update-goal';
import { answerTagged, expectedTime, IfMatch } from '../entity-version';
import { type ApiApp, answer, jsonAnswer, jsonBody, problems } from '../framework';
import { requireScope } from '../require-scope';

const tags = ['Goals'];
const SiteParams = z.object({ siteId: z.string() });
const GoalParams = z.object({ siteId: z.string(), goalId: z.string() });
/** At most 50 a site, so that there is one page. */
const GoalList = z.object({ items: z.array(GoalView) });

export function registerGoals(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/sites/{siteId}/goals',
      tags,
      summary: 'Make a goal',
      description:
        "Events count from now on: each for the campaign that its browser clicked last, within the goal's window.",
      middleware: requireScope('goals.write'),
      request: { params: SiteParams, body: jsonBody(GoalInput) },
      responses: { 201: jsonAnswer(GoalView, 'The goal'), ...problems('not_found', 'conflict') },
    }),
    async (c) =>
      answerTagged(c, GoalView, await createGoal(c.var.actor, c.req.valid('param').siteId, c.req.valid('json')), 201),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites/{siteId}/goals',
      tags,
      summary: 'List goals',
      middleware: requireScope('goals.read'),
      request: { params: SiteParams },
      responses: { 200: jsonAnswer(GoalList, 'Goals, oldest first'), ...problems('not_found') },
    }),
    async (c) => answer(c, GoalList, { items: await listGoals(c.var.actor, c.req.valid('param').siteId) }, 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/sites/{siteId}/goals/{goalId}',
      tags,
      summary: 'Get a goal',
      middleware: requireScope('goals.read'),
      request: { params: GoalParams },
      responses: { 200: jsonAnswer(GoalView, 'The goal'), ...problems('not_found') },
    }),
    async (c) => {
      const { siteId, goalId } = c.req.valid('param');
      return answerTagged(c, GoalView, await getGoal(c.var.actor, siteId, goalId), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/api/v1/sites/{siteId}/goals/{goalId}',
      tags,
      summary: 'Change a goal',
      description: 'Changes how events count from now on; what was counted stays.',
      middleware: requireScope('goals.write'),
      request: { params: GoalParams, headers: IfMatch, body: jsonBody(GoalPatch) },
      responses: { 200: jsonAnswer(GoalView, 'The changed goal'), ...problems('not_found', 'precondition_failed') },
    }),
    async (c) => {
      const { siteId, goalId } = c.req.valid('param');
      const goal = await updateGoal(c.var.actor, siteId, goalId, c.req.valid('json'), expectedTime(c));
      return answerTagged(c, GoalView, goal, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/v1/sites/{siteId}/goals/{goalId}',
      tags,
      summary: 'Delete a goal',
      middleware: requireScope('goals.write'),
      request: { params: GoalParams, headers: IfMatch },
      responses: {
        204: { description: 'Deleted: nothing counts for it, and it is in no report' },
        ...problems('not_found', 'precondition_failed'),
      },
    }),
    async (c) => {
      const { siteId, goalId } = c.req.valid('param');
      await deleteGoal(c.var.actor, siteId, goalId, expectedTime(c));
      return c.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/sites/{siteId}/goals/{goalId}/restore',
      tags,
      summary: 'Restore a deleted goal',
      description:
        'It counts again, with what it had counted before; events of the time between are not made good. One that is in use stays as it is.',
      middleware: requireScope('goals.write'),
      request: { params: GoalParams },
      responses: {
        200: jsonAnswer(GoalView, 'The goal'),
        ...problems('not_found', 'conflict', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { siteId, goalId } = c.req.valid('param');
      return answerTagged(c, GoalView, await restoreGoal(c.var.actor, siteId, goalId), 200);
    },
  );
}
