import { z } from 'zod';
import { text } from './text';

export const IMPORT_FORMATS = ['csv', 'json', 'sql'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** Whose file it is, by its columns; `other` is any table. */
export const IMPORT_SOURCES = ['belfry', 'onesignal', 'pushpad', 'perfecty', 'other'] as const;
export type ImportSource = (typeof IMPORT_SOURCES)[number];

/** What a column may be, besides a tag of its own (`tag:plan`). */
export const IMPORT_FIELDS = [
  'ignore',
  'subscriberId',
  'externalId',
  'endpoint',
  'p256dh',
  'auth',
  'vapidPublicKey',
  'tags',
  'topics',
  'language',
  'timezone',
  'country',
  'browser',
  'browserVersion',
  'os',
  'device',
  'isTest',
  'sessionCount',
  'status',
  'isActive',
  'isGone',
  'deviceType',
  'subscribedAt',
  'lastSeenAt',
  'endedAt',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number] | `tag:${string}`;

/** Whether a column can be this: a field of a subscriber, `ignore`, or `tag:` and a name of up to 64 characters. */
export function isImportField(field: string): boolean {
  return (IMPORT_FIELDS as readonly string[]).includes(field) || (field.length <= 68 && /^tag:\S(.*\S)?$/.test(field));
}

const importField = z
  .string()
  .max(68)
  .refine(isImportField, 'must be a field of a subscriber, tag: with a name, or ignore')
  .meta({
    description: `What the column is: ${IMPORT_FIELDS.map((field) => `\`${field}\``).join(', ')}, or \`tag:\` with a name`,
    example: 'tag:plan',
  });

const name = z.string().max(255).meta({ description: 'Name of the column in the file', example: 'plan' });

const ImportColumn = z
  .object({
    name,
    field: importField,
    samples: z.array(z.string()).meta({
      description: 'The first values, shortened; none once it has ended',
      example: ['plus', 'pro'],
    }),
  })
  .meta({ id: 'ImportColumn' });
export type ImportColumn = z.infer<typeof ImportColumn>;

export const ImportPatch = z
  .strictObject({
    columns: z
      .array(z.strictObject({ name, field: importField }))
      .max(200)
      .optional()
      .meta({
        description: 'The columns to be read otherwise; those left out stay as they are',
        example: [{ name: 'plan', field: 'tag:plan' }],
      }),
    vapidKeys: z
      .strictObject({
        publicKey: z.string().max(100).meta({ description: '65 bytes, base64url' }),
        privateKey: z.string().max(100).meta({ description: '32 bytes, base64url; kept sealed and never shown again' }),
      })
      .optional()
      .meta({
        description:
          'The key pair that the subscriptions were made with: it becomes a further pair of the site. Also needs `sites.write`',
        example: undefined,
      }),
  })
  .meta({ id: 'ImportPatch', example: { columns: [{ name: 'plan', field: 'tag:plan' }] } });
export type ImportPatch = z.input<typeof ImportPatch>;

const count = (description: string, example = 0) => z.number().int().min(0).meta({ description, example });

const ImportCounts = z
  .object({
    createdCount: count('Subscribers that are new', 940),
    updatedCount: count('Rows that change a subscriber', 52),
    unchangedCount: count('Rows that say what is there already', 3),
    duplicateCount: count('Rows about whom an earlier row of the file is; the first one counts', 1),
    refusedCount: count('Rows that cannot be taken', 4),
    reasons: z
      .array(
        z.object({
          field: z.string().meta({ description: 'Name of the column', example: 'p256dh' }),
          message: z.string().meta({ description: 'What is wrong', example: 'is not a point on the P-256 curve' }),
          count: count('Rows', 4),
        }),
      )
      .meta({ description: 'Why rows were refused, most frequent first' }),
  })
  .meta({ id: 'ImportCounts' });
export type ImportCounts = z.infer<typeof ImportCounts>;

const ImportUndoCounts = z
  .object({
    removedCount: count('Subscribers that it had made, and that are gone again', 940),
    restoredCount: count('Subscribers that are again as they were', 52),
    keptCount: count('Subscribers left as they are: they were changed since, or have come back by themselves', 3),
  })
  .meta({ id: 'ImportUndoCounts' });
export type ImportUndoCounts = z.infer<typeof ImportUndoCounts>;

export const IMPORT_STATES = [
  'uploading',
  'ready',
  'checking',
  'running',
  'paused',
  'cancelled',
  'done',
  'failed',
  'undoing',
  'undone',
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

const at = (description: string, example: string) => z.iso.datetime().nullable().meta({ description, example });

export const ImportView = z
  .object({
    id: z.string().meta({ example: 'imp_0j3v8m2k4qw5r' }),
    siteId: z.string().meta({ description: 'The site', example: 'site_0j3v8m2k4qw5r' }),
    fileName: z.string().meta({ description: 'As it was uploaded', example: 'subscribers.csv' }),
    format: z.enum(IMPORT_FORMATS).meta({ description: 'Found by its content', example: 'csv' }),
    source: z.enum(IMPORT_SOURCES).meta({ description: 'Whose file it is, by its columns', example: 'onesignal' }),
    kind: z.enum(['subscriptions', 'attributes']).meta({
      description: '`subscriptions` makes subscribers; `attributes` changes those that are there. By the columns',
      example: 'subscriptions',
    }),
    state: z.enum(IMPORT_STATES).meta({
      description:
        '`ready`: waits for its dry run or its start; `checking`: the dry run; `failed`: a piece could not be done in several tries',
      example: 'ready',
    }),
    columns: z.array(ImportColumn).meta({ description: 'In the order of the file' }),
    problems: z.array(z.string()).meta({
      description: 'What has to be put right before it can be started',
      example: [],
    }),
    notes: z.array(z.string()).meta({
      description: 'What to know about a file of this kind',
      example: ['The file has no keys of subscriptions.'],
    }),
    vapidPublicKey: z.string().nullable().meta({
      description: 'Subscriptions that name no key pair are taken to be of this one; null: of the site’s current one',
      example: null,
    }),
    rowCount: count('Rows of the file', 1_000),
    byteCount: count('Size of the file, unpacked', 262_144),
    processedCount: count('Rows that the dry run, the run or its undoing has done', 1_000),
    check: ImportCounts.nullable().meta({
      description: 'What the dry run has found; null: none since the last change',
    }),
    result: ImportCounts.nullable().meta({ description: 'What the run has done; null before it' }),
    undo: ImportUndoCounts.nullable().meta({ description: 'What was undone; null before it' }),
    canBeUndone: z.boolean().meta({ description: 'Until 30 days after its end', example: false }),
    createdBy: z.string().meta({ description: 'Who uploaded it', example: 'Ada' }),
    createdAt: z.iso.datetime().meta({ description: 'When it was uploaded', example: '2027-01-31T09:00:00.000Z' }),
    updatedAt: z.iso.datetime().meta({
      description: 'When somebody last changed or moved it; its progress does not count',
      example: '2027-01-31T09:01:00.000Z',
    }),
    checkedAt: at('When the dry run was done; null: not since the last change', '2027-01-31T09:00:09.000Z'),
    startedAt: at('When it was started', '2027-01-31T09:01:00.000Z'),
    finishedAt: at('When it was done, cancelled or had failed', '2027-01-31T09:01:30.000Z'),
    expiresAt: z.iso.datetime().meta({
      description: 'Before its start: when it is deleted. After its end: until when it can be undone',
      example: '2027-03-02T09:01:30.000Z',
    }),
  })
  .meta({ id: 'Import' });
export type ImportView = z.infer<typeof ImportView>;

/** Query of the upload. */
export const ImportUploadQuery = z.object({
  fileName: text(1, 200).default('upload').meta({ description: 'What people see', example: 'subscribers.csv' }),
});
export type ImportUploadQuery = z.infer<typeof ImportUploadQuery>;
