import { createRoute, z } from '@hono/zod-openapi';
import { ExportInput, ExportView } from '@/lib/contracts/exports';
import { PageQuery } from '@/lib/contracts/paging';
import { createExport } from '@/lib/exports/create-export';
import { deleteExport } from '@/lib/exports/delete-export';
import { getExport } from '@/lib/exports/get-export';
import { listExports } from '@/lib/exports/list-exports';
import { openExport } from '@/lib/exports/open-export';
import { restoreExport } from '@/lib/exports/restore-export';
import { type ApiApp, answer, jsonAnswer, jsonBody, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';
import { streamPieces } from '../stream-pieces';

const tags = ['Exports'];
const SiteParams = z.object({
  siteId: z.string().meta({ description: 'The site', example: 'site_0j3v8m2k4qw5r' }),
});
const Params = SiteParams.extend({ id: z.string().meta({ description: 'The export', example: 'exp_0j3v8m2k4qw5r' }) });
const ExportPage = pageOf(ExportView);
const LIST = '/api/v1/sites/{siteId}/exports';
const ONE = `${LIST}/{id}` as const;

/** Files of everything, made in the background. */
export function registerExports(app: ApiApp): void {
  registerMaking(app);
  registerReading(app);
  registerDownload(app);
}

function registerMaking(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: LIST,
      operationId: 'createExport',
      tags,
      summary: 'Ask for an export',
      description:
        'A worker makes the file, of what there is up to now; ask under `Location` until it is `done`. Subscribers ' +
        'come with endpoints and keys. In CSV a text that a spreadsheet would take for a formula has an apostrophe ' +
        'before it; JSON has everything as it is.',
      middleware: requireScope('exports.manage'),
      request: { params: SiteParams, body: jsonBody(ExportInput) },
      responses: {
        202: jsonAnswer(ExportView, 'The export, which will be made'),
        ...problems('not_found', 'conflict', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { siteId } = c.req.valid('param');
      const created = await createExport(c.var.actor, siteId, c.req.valid('json'));
      c.header('Location', `/api/v1/sites/${siteId}/exports/${created.id}`);
      return answer(c, ExportView, created, 202);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: ONE,
      operationId: 'deleteExport',
      tags,
      summary: 'Delete an export',
      description: 'Its file too; one that is being made ends. For ten minutes it can be restored.',
      middleware: requireScope('exports.manage'),
      request: { params: Params },
      responses: { 204: { description: 'Deleted' }, ...problems('not_found') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      await deleteExport(c.var.actor, siteId, id);
      return c.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${ONE}/restore`,
      operationId: 'restoreExport',
      tags,
      summary: 'Restore a deleted export',
      description:
        'Within ten minutes it is there again under its id, its file too; one that was being made goes on. One that is there stays as it is.',
      middleware: requireScope('exports.manage'),
      request: { params: Params },
      responses: {
        200: jsonAnswer(ExportView, 'The export'),
        ...problems('not_found', 'conflict', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answer(c, ExportView, await restoreExport(c.var.actor, siteId, id), 200);
    },
  );
}

function registerReading(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: LIST,
      operationId: 'listExports',
      tags,
      summary: 'List exports',
      middleware: requireScope('exports.manage'),
      request: { params: SiteParams, query: PageQuery },
      responses: {
        200: jsonAnswer(ExportPage, 'Exports that have not expired, newest first'),
        ...problems('not_found', 'bad_request'),
      },
    }),
    async (c) =>
      answer(c, ExportPage, await listExports(c.var.actor, c.req.valid('param').siteId, c.req.valid('query')), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: ONE,
      operationId: 'getExport',
      tags,
      summary: 'Get an export and how far it is',
      middleware: requireScope('exports.manage'),
      request: { params: Params },
      responses: { 200: jsonAnswer(ExportView, 'The export'), ...problems('not_found') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answer(c, ExportView, await getExport(c.var.actor, siteId, id), 200);
    },
  );
}

function registerDownload(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: `${ONE}/download`,
      operationId: 'downloadExport',
      tags,
      summary: 'Download the file of an export',
      middleware: requireScope('exports.manage'),
      request: { params: Params },
      responses: {
        200: {
          description: 'The file',
          content: {
            'text/csv': { schema: z.string().meta({ description: 'A header and a line for each row' }) },
            'application/json': {
              schema: z.array(z.record(z.string(), z.unknown())).meta({ description: 'An object for each row' }),
            },
          },
        },
        ...problems('not_found', 'conflict'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      const file = await openExport(c.var.actor, siteId, id);
      return c.body(streamPieces(file.pieces), 200, {
        'Content-Type': file.mediaType,
        'Content-Length': String(file.byteCount),
        'Content-Disposition': `attachment; filename="${file.name}"`,
      });
    },
  );
}
