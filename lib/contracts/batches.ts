import { z } from 'zod';
import { ENDPOINT_HASH_EXAMPLE, EndpointHash, ExternalId } from './subscribers';

/** Rows of one request. */
const MAX_BATCH_ROWS = 1_000;
/** Browsers that one external id may stand for in a batch: a person has a handful. */
export const MAX_BROWSERS_PER_PERSON = 100;

/** Whom a row is about: one browser by its id, or each browser of a person. */
export const TARGET_FIELDS = {
  subscriberId: z.string().max(64).optional().meta({
    description: 'One browser; give this, `externalId` or `endpointHash`, and one of them only',
    example: 'sub_0j3v8m2k4qw5r',
  }),
  externalId: ExternalId.optional().meta({
    description: `Your own id of a person: every browser of theirs, the newest ${MAX_BROWSERS_PER_PERSON} at most`,
    example: 'user-4711',
  }),
  endpointHash: EndpointHash.optional().meta({
    description: 'One browser, by the SHA-256 of its subscription’s endpoint in hex',
    example: ENDPOINT_HASH_EXAMPLE,
  }),
};

export interface Target {
  subscriberId?: string | undefined;
  externalId?: string | undefined;
  endpointHash?: string | undefined;
}

/** For `refine`: a row names its target in one way. */
export const hasOneTarget = ({ subscriberId, externalId, endpointHash }: Target) =>
  [subscriberId, externalId, endpointHash].filter((name) => name !== undefined).length === 1;
export const ONE_TARGET = {
  message: 'needs subscriberId, externalId or endpointHash, and one of them only',
  path: ['subscriberId'],
};

/** Rows are checked one by one, so that one bad row does not refuse the others. */
export function batchRows(schemaName: string) {
  return z
    .array(z.unknown())
    .min(1, 'needs at least one entry')
    .max(MAX_BATCH_ROWS, `may have at most ${MAX_BATCH_ROWS} entries`)
    .meta({ description: `1 to ${MAX_BATCH_ROWS} rows`, items: { $ref: `#/components/schemas/${schemaName}` } });
}

/** What became of one row, in the order given. */
const BatchRow = z
  .object({
    index: z.number().int().meta({ description: 'Place of the row in the request, from 0', example: 0 }),
    status: z.enum(['done', 'refused']).meta({ description: 'A refused row has changed nothing', example: 'done' }),
    subscriberCount: z.number().int().min(0).meta({ description: 'Browsers that it reached', example: 2 }),
    error: z
      .object({
        code: z.string().meta({ description: 'Stable; meant for programs', example: 'not_found' }),
        detail: z.string().meta({ description: 'For a person', example: 'No subscriber has the id given.' }),
        errors: z
          .array(
            z.object({
              path: z.string().meta({ description: 'The field', example: 'event' }),
              message: z.string().meta({ description: 'The rule that it breaks', example: 'is required' }),
            }),
          )
          .meta({ description: 'What is wrong with which field', example: [] }),
      })
      .nullable()
      .meta({ description: 'Why it was refused; null when done', example: null }),
  })
  .meta({ id: 'BatchRow' });
export type BatchRow = z.infer<typeof BatchRow>;

export const BatchAnswer = z
  .object({ results: z.array(BatchRow).meta({ description: 'One for each row, in the order given' }) })
  .meta({
    id: 'BatchAnswer',
    example: { results: [{ index: 0, status: 'done', subscriberCount: 2, error: null }] },
  });
