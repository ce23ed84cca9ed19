import { z } from 'zod';
import type { Actor } from '@/lib/contracts/actors';
import type { ExportInput } from '@/lib/contracts/exports';
import { createExport } from '@/lib/exports/create-export';
import { openExport } from '@/lib/exports/open-export';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import type { ApiApp } from '../../framework';
import { invalidField, readBody, refuseUnknown, unsupported } from '../read-body';
import { requireAny } from '../require-any';
import { EXTRA_FIELDS, type ExtraField, playersCsv, zipped } from './csv-players';
import { ONESIGNAL } from './dialect';
import { type ExportLink, openExportLink, sealExportLink } from './export-link';
import { fromUuid, tryFromUuid } from './uuid';

const FILES = '/compat/onesignal/csv_exports';
const SOON_SECONDS = 5;

const ExportBody = z.object({
  extra_fields: z.array(z.string()).optional(),
  last_active_since: z.union([z.string().regex(/^\d+$/, 'must be a Unix time'), z.number().int()]).optional(),
});

/** Subscriptions, and what became of a notification, as a file behind a link that needs no key, as there. */
export function registerOneSignalCsvExport(app: ApiApp): void {
  app.post('/compat/onesignal/players/csv_export', requireAny(ONESIGNAL, ['exports.manage']), async (c) => {
    const appId = c.req.query('app_id');
    if (!appId) throw invalidField('app_id', 'is required');
    const siteId = fromUuid('site', appId);
    const body = await readBody(c);
    const unknown = Object.keys(body).find((field) => !(field in ExportBody.shape));
    if (unknown) throw unsupported(unknown, 'everyone is exported, or who was there after last_active_since');
    const given = parse(ExportBody, body);
    const extraFields = (given.extra_fields ?? []).map(readExtraField);
    const since = given.last_active_since === undefined ? null : Number(given.last_active_since);
    // JSON, from which the columns that their readers expect are made when it is fetched.
    const exportId = await begin(c.var.actor, siteId, { kind: 'subscribers', format: 'json' });
    return c.json({ csv_file_url: linkOf(c.var.actor, { siteId, exportId, kind: 'players', extraFields, since }) });
  });

  app.post(
    '/compat/onesignal/notifications/:id/export_events',
    requireAny(ONESIGNAL, ['exports.manage']),
    async (c) => {
      const appId = c.req.query('app_id');
      if (!appId) throw invalidField('app_id', 'is required');
      const siteId = fromUuid('site', appId);
      refuseUnknown(await readBody(c), new Set(), 'all of a notification is exported');
      const id = c.req.param('id');
      if (tryFromUuid('message', id)) {
        throw unsupported(
          'export_events of a transactional message',
          'read it, or export the deliveries of the whole site',
        );
      }
      const input = { kind: 'deliveries', format: 'csv', campaignId: fromUuid('campaign', id) } as const;
      const exportId = await begin(c.var.actor, siteId, input);
      return c.json({
        csv_file_url: linkOf(c.var.actor, { siteId, exportId, kind: 'events', extraFields: [], since: null }),
      });
    },
  );

  app.get(`${FILES}/:file`, async (c) => {
    const link = openExportLink(c.req.param('file').replace(/\.csv\.gz$/, ''));
    if (!link) throw new AppError('not_found', { detail: 'There is no such export, or it has expired.' });
    const file = await openWhenDone(link);
    const csv = link.kind === 'players' ? playersCsv(file.pieces, link) : file.pieces;
    return c.body(zipped(csv), 200, {
      'Content-Type': 'application/gzip',
      'Content-Disposition': `attachment; filename="${link.kind}.csv.gz"`,
    });
  });
}

/** Too many at once are told as they are there: wait and try again. */
async function begin(actor: Actor, siteId: string, input: ExportInput): Promise<string> {
  try {
    return (await createExport(actor, siteId, input)).id;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'conflict') {
      throw new AppError('too_many_requests', { detail: error.detail, retryAfterSeconds: SOON_SECONDS });
    }
    if (error.fields.some(({ path }) => path === 'campaignId')) throw new AppError('not_found');
    throw error;
  }
}

/** Their readers ask again while there is nothing. */
async function openWhenDone(link: ExportLink) {
  try {
    return await openExport({ kind: 'system', workspaceId: link.workspaceId }, link.siteId, link.exportId);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    throw new AppError('not_found', { detail: 'The file is being made.', retryAfterSeconds: SOON_SECONDS });
  }
}

function linkOf({ workspaceId }: Actor, link: Omit<ExportLink, 'workspaceId'>): string {
  return `${env().publicUrl}${FILES}/${sealExportLink({ ...link, workspaceId })}.csv.gz`;
}

function readExtraField(name: string, index: number): ExtraField {
  const found = EXTRA_FIELDS.find((known) => known === name);
  if (found) return found;
  const reason = `this file has ${EXTRA_FIELDS.join(', ')}; endpoints and keys are in POST /api/v1/sites/{id}/exports`;
  throw unsupported(`extra_fields.${index} ${name}`, reason);
}
