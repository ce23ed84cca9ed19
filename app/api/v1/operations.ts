import { createRoute, z } from '@hono/zod-openapi';
import { DiscardedJobs, FailedJobView, ProcessView, QueueView } from '@/lib/contracts/operations';
import { PageQuery } from '@/lib/contracts/paging';
import { clearJobFailures } from '@/lib/operations/clear-job-failures';
import { discardJob } from '@/lib/operations/discard-job';
import { listFailedJobs } from '@/lib/operations/list-failed-jobs';
import { listProcesses } from '@/lib/operations/list-processes';
import { listQueues } from '@/lib/operations/list-queues';
import { retryJob } from '@/lib/operations/retry-job';
import { type ApiApp, answer, jsonAnswer, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';

const tags = ['Operations'];
const Params = z.object({ id: z.string().meta({ description: 'The failed job', example: 'job_0j3v8m2k4qw5r' }) });
/** As many as there are kinds of work. */
const QueueList = z.object({ items: z.array(QueueView) });
/** As many as run, and those of the last hour. */
const ProcessList = z.object({ items: z.array(ProcessView) });
const FailedJobPage = pageOf(FailedJobView);
const FAILED = '/api/v1/operations/failed-jobs';
const WHOSE = 'Of the whole installation, so not for a key that is bound to one site.';

/** What the page "Queues" shows. */
export function registerOperations(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/operations/queues',
      operationId: 'listQueues',
      tags,
      summary: 'List queues',
      description: `How much work waits, runs and is for later. ${WHOSE}`,
      middleware: requireScope('operations.manage'),
      responses: { 200: jsonAnswer(QueueList, 'Queues in the order of the work'), ...problems('unavailable') },
    }),
    async (c) => answer(c, QueueList, { items: await listQueues(c.var.actor) }, 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/operations/processes',
      operationId: 'listProcesses',
      tags,
      summary: 'List processes',
      description: `Each tells every ten seconds that it lives; one that was killed is listed for an hour, as \`silent\`. ${WHOSE}`,
      middleware: requireScope('operations.manage'),
      responses: { 200: jsonAnswer(ProcessList, 'Processes by role, oldest first'), ...problems() },
    }),
    async (c) => answer(c, ProcessList, { items: await listProcesses(c.var.actor) }, 200),
  );

  registerFailedJobs(app);
}

function registerFailedJobs(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: FAILED,
      operationId: 'listFailedJobs',
      tags,
      summary: 'List failed jobs',
      description:
        'Jobs that were tried several times in vain, the newest 200. Work that is still to be done is called for again ' +
        `every 15 seconds, also without them. ${WHOSE}`,
      middleware: requireScope('operations.manage'),
      request: { query: PageQuery },
      responses: { 200: jsonAnswer(FailedJobPage, 'Failed jobs, newest first'), ...problems('bad_request') },
    }),
    async (c) => answer(c, FailedJobPage, await listFailedJobs(c.var.actor, c.req.valid('query')), 200),
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: FAILED,
      operationId: 'discardFailedJobs',
      tags,
      summary: 'Discard all failed jobs',
      description: `Empties the list. What the jobs were to do stays in the database and is done from there. ${WHOSE}`,
      middleware: requireScope('operations.manage'),
      responses: { 200: jsonAnswer(DiscardedJobs, 'How many there were'), ...problems() },
    }),
    async (c) => answer(c, DiscardedJobs, { discardedCount: await clearJobFailures(c.var.actor) }, 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${FAILED}/{id}/retry`,
      operationId: 'retryFailedJob',
      tags,
      summary: 'Try a failed job again',
      description: `Puts it back into its queue; it is no longer in the list then. ${WHOSE}`,
      middleware: requireScope('operations.manage'),
      request: { params: Params },
      responses: {
        204: { description: 'It is in its queue' },
        ...problems('not_found', 'idempotency_key_reused', 'unavailable'),
      },
    }),
    async (c) => {
      await retryJob(c.var.actor, c.req.valid('param').id);
      return c.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: `${FAILED}/{id}`,
      operationId: 'discardFailedJob',
      tags,
      summary: 'Discard a failed job',
      description: `What it was to do stays in the database and is done from there. ${WHOSE}`,
      middleware: requireScope('operations.manage'),
      request: { params: Params },
      responses: { 204: { description: 'It is no longer in the list' }, ...problems('not_found') },
    }),
    async (c) => {
      await discardJob(c.var.actor, c.req.valid('param').id);
      return c.body(null, 204);
    },
  );
}
