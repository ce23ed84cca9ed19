import { createRoute, z } from '@hono/zod-openapi';
import type { Actor } from '@/lib/contracts/actors';
import { ImportPatch, ImportUploadQuery, ImportView } from '@/lib/contracts/imports';
import { PageQuery } from '@/lib/contracts/paging';
import { cancelImport } from '@/lib/imports/cancel-import';
import { checkImport } from '@/lib/imports/check-import';
import { createImport } from '@/lib/imports/create-import';
import { deleteImport } from '@/lib/imports/delete-import';
import { getImport } from '@/lib/imports/get-import';
import { listImports } from '@/lib/imports/list-imports';
import { openErrors } from '@/lib/imports/open-errors';
import { pauseImport } from '@/lib/imports/pause-import';
import { startImport } from '@/lib/imports/start-import';
import { undoImport } from '@/lib/imports/undo-import';
import { updateImport } from '@/lib/imports/update-import';
import { answerTagged, expectedTime, IfMatch } from '../entity-version';
import { type ApiApp, answer, jsonAnswer, jsonBody, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';
import { requireUpload } from '../require-upload';
import { streamPieces } from '../stream-pieces';

const tags = ['Imports'];
const SiteParams = z.object({
  siteId: z.string().meta({ description: 'The site', example: 'site_0j3v8m2k4qw5r' }),
});
const Params = SiteParams.extend({ id: z.string().meta({ description: 'The import', example: 'imp_0j3v8m2k4qw5r' }) });
const ImportPage = pageOf(ImportView);
const LIST = '/api/v1/sites/{siteId}/imports';
const ONE = `${LIST}/{id}` as const;

/** By its content a file is known; these say that it is meant as one. */
const MEDIA_TYPES = [
  'text/csv',
  'text/tab-separated-values',
  'application/x-ndjson',
  'application/sql',
  'application/gzip',
  'application/octet-stream',
];
const EXAMPLE = 'externalId,plan,orders\r\nuser-4711,plus,3\r\n';

/** Lists from elsewhere, applied in the background. */
export function registerImports(app: ApiApp): void {
  registerUpload(app);
  registerReading(app);
  registerMoves(app);
  registerErrors(app);
}

function registerUpload(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: LIST,
      operationId: 'createImport',
      tags,
      summary: 'Upload a file to import',
      description:
        'The body is the file: CSV with a header, JSON (also as `application/json`) or SQL, in UTF-8, gzipped or not, up ' +
        'to 1 GiB unpacked; it is ' +
        'read while it arrives. What its columns are is guessed and can be changed. Nothing is done before it is ' +
        'started; a file that is not started within a day is deleted.',
      middleware: requireUpload('imports.write', [...MEDIA_TYPES, 'application/json']),
      request: {
        params: SiteParams,
        query: ImportUploadQuery,
        body: {
          required: true,
          content: Object.fromEntries(
            MEDIA_TYPES.map((type) => [
              type,
              {
                schema: z.string().meta({ description: 'The file', example: EXAMPLE, format: 'binary' }),
                example: EXAMPLE,
              },
            ]),
          ),
        },
      },
      responses: {
        201: jsonAnswer(ImportView, 'The import, which waits for its dry run or its start'),
        ...problems('not_found', 'conflict', 'payload_too_large', 'unsupported_media_type', 'idempotency_key_reused'),
      },
    }),
    async (c) => {
      const { siteId } = c.req.valid('param');
      const body = c.req.raw.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
      const created = await createImport(c.var.actor, siteId, body, c.req.valid('query'));
      c.header('Location', `/api/v1/sites/${siteId}/imports/${created.id}`);
      return answerTagged(c, ImportView, created, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: ONE,
      operationId: 'updateImport',
      tags,
      summary: 'Say what the columns of an import are',
      description:
        'Before its start. With `vapidKeys`, the subscriptions are taken to have been made with that key pair, which ' +
        'becomes a further pair of the site.',
      middleware: requireScope('imports.write'),
      request: { params: Params, headers: IfMatch, body: jsonBody(ImportPatch) },
      responses: {
        200: jsonAnswer(ImportView, 'The import'),
        ...problems('not_found', 'conflict', 'precondition_failed'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      const updated = await updateImport(c.var.actor, siteId, id, c.req.valid('json'), expectedTime(c));
      return answerTagged(c, ImportView, updated, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: ONE,
      operationId: 'deleteImport',
      tags,
      summary: 'Delete an import',
      description:
        'With its file, its refused rows and what it takes to undo it. What it did to subscribers stays. One that is ' +
        'under way or paused has to be cancelled first.',
      middleware: requireScope('imports.write'),
      request: { params: Params, headers: IfMatch },
      responses: { 204: { description: 'Deleted' }, ...problems('not_found', 'conflict', 'precondition_failed') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      await deleteImport(c.var.actor, siteId, id, expectedTime(c));
      return c.body(null, 204);
    },
  );
}

function registerReading(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: LIST,
      operationId: 'listImports',
      tags,
      summary: 'List imports',
      middleware: requireScope('imports.read'),
      request: { params: SiteParams, query: PageQuery },
      responses: {
        200: jsonAnswer(ImportPage, 'Imports, newest first'),
        ...problems('not_found', 'bad_request'),
      },
    }),
    async (c) =>
      answer(c, ImportPage, await listImports(c.var.actor, c.req.valid('param').siteId, c.req.valid('query')), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: ONE,
      operationId: 'getImport',
      tags,
      summary: 'Get an import and how far it is',
      middleware: requireScope('imports.read'),
      request: { params: Params },
      responses: { 200: jsonAnswer(ImportView, 'The import'), ...problems('not_found') },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      return answerTagged(c, ImportView, await getImport(c.var.actor, siteId, id), 200);
    },
  );
}

type MoveImport = (actor: Actor, siteId: string, importId: string) => Promise<ImportView>;

const MOVES: { verb: string; operationId: string; summary: string; description: string; move: MoveImport }[] = [
  {
    verb: 'dry-run',
    operationId: 'checkImport',
    summary: 'Try an import',
    description: 'A worker counts what would be created, updated and refused, in `check`; nothing is written.',
    move: checkImport,
  },
  {
    verb: 'start',
    operationId: 'startImport',
    summary: 'Start an import, or go on with a paused one',
    description: 'A worker applies it, 1,000 rows at a time. No webhook is told of it.',
    move: startImport,
  },
  {
    verb: 'pause',
    operationId: 'pauseImport',
    summary: 'Pause an import',
    description: 'After the rows that are under way; one that is not resumed within a day is cancelled.',
    move: pauseImport,
  },
  {
    verb: 'cancel',
    operationId: 'cancelImport',
    summary: 'Cancel an import',
    description: 'For good; its file is deleted. What it has done stays, and can be undone.',
    move: cancelImport,
  },
  {
    verb: 'undo',
    operationId: 'undoImport',
    summary: 'Undo an import',
    description:
      'Within 30 days of its end: subscribers that it made are removed, what it changed is put back as it was. What ' +
      'was changed since is left alone.',
    move: undoImport,
  },
];

function registerMoves(app: ApiApp): void {
  for (const { verb, operationId, summary, description, move } of MOVES) {
    app.openapi(
      createRoute({
        method: 'post',
        path: `${ONE}/${verb}`,
        operationId,
        tags,
        summary,
        description,
        middleware: requireScope('imports.write'),
        request: { params: Params },
        responses: {
          200: jsonAnswer(ImportView, 'The import in its new state'),
          ...problems('not_found', 'conflict', 'idempotency_key_reused'),
        },
      }),
      async (c) => {
        const { siteId, id } = c.req.valid('param');
        return answerTagged(c, ImportView, await move(c.var.actor, siteId, id), 200);
      },
    );
  }
}

function registerErrors(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: `${ONE}/errors`,
      operationId: 'downloadImportErrors',
      tags,
      summary: 'Download the refused rows of an import',
      description:
        'Of its last dry run or run: the line, the column, what is wrong, what to do, and the row as it came. In a ' +
        'text that a spreadsheet would take for a formula an apostrophe comes first. Mended, it can be imported as it is.',
      middleware: requireScope('imports.read'),
      request: { params: Params },
      responses: {
        200: {
          description: 'The rows',
          content: { 'text/csv': { schema: z.string().meta({ description: 'A header and a line for each row' }) } },
        },
        ...problems('not_found'),
      },
    }),
    async (c) => {
      const { siteId, id } = c.req.valid('param');
      const file = await openErrors(c.var.actor, siteId, id);
      return c.body(streamPieces(file.pieces), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="${file.name}"`,
      });
    },
  );
}
