import { z } from 'zod';

export const EXPORT_KINDS = ['subscribers', 'deliveries', 'consents', 'events', 'visits'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];
export const EXPORT_FORMATS = ['csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const kind = z.enum(EXPORT_KINDS).meta({
  description:
    '`subscribers` with endpoints and keys; `deliveries`: what became of each message; `consents`: every opt-in and opt-out; `events`: what subscribers did, tracked events with their properties among them; `visits`: how often they were on which page, by day, of the last 90 days',
  example: 'subscribers',
});
const format = z.enum(EXPORT_FORMATS).meta({
  description: 'CSV with a header (RFC 4180), or a JSON array with one object a line',
  example: 'csv',
});

export const ExportInput = z
  .strictObject({
    kind,
    format,
    campaignId: z.string().max(64).nullable().default(null).meta({
      description: 'Only the deliveries of this campaign; null: of the whole site',
      example: null,
    }),
  })
  .meta({ id: 'ExportInput', example: { kind: 'subscribers', format: 'csv' } });
export type ExportInput = z.input<typeof ExportInput>;

export const ExportView = z
  .object({
    id: z.string().meta({ example: 'exp_0j3v8m2k4qw5r' }),
    siteId: z.string().meta({ description: 'The site', example: 'site_0j3v8m2k4qw5r' }),
    kind,
    format,
    campaignId: z
      .string()
      .nullable()
      .meta({ description: 'Only the deliveries of this campaign; null: of the whole site', example: null }),
    state: z.enum(['pending', 'running', 'done', 'failed']).meta({
      description: 'It can be downloaded when `done`; `failed` when a page could not be made in several tries',
      example: 'running',
    }),
    rowCount: z.number().int().min(0).meta({ description: 'Rows written so far', example: 12_000 }),
    totalCount: z.number().int().min(0).nullable().meta({
      description: 'Rows that there were when it was begun; null before',
      example: 48_210,
    }),
    byteCount: z.number().int().min(0).meta({ description: 'Size of the file so far', example: 5_242_880 }),
    createdAt: z.iso.datetime().meta({ description: 'When it was asked for', example: '2027-01-31T09:00:00.000Z' }),
    finishedAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When it was done or had failed', example: '2027-01-31T09:00:09.000Z' }),
    expiresAt: z.iso.datetime().meta({
      description: 'Deleted from then on: a day after it was asked for, and again after it was done',
      example: '2027-02-01T09:00:09.000Z',
    }),
  })
  .meta({ id: 'Export' });
export type ExportView = z.infer<typeof ExportView>;
