import { z } from 'zod';
import { batchRows, hasOneTarget, ONE_TARGET, TARGET_FIELDS } from './batches';
import { MAX_TAGS, TagPatch } from './subscribers';

/** REST: tags of one person or browser, merged into what is there. */
export const TagChange = z
  .strictObject({
    ...TARGET_FIELDS,
    tags: TagPatch.meta({
      description: `Merged into what is there; null deletes a tag. A subscriber has up to ${MAX_TAGS}`,
      example: { plan: 'plus', trial: null },
    }),
  })
  .refine(hasOneTarget, ONE_TARGET)
  .meta({ id: 'TagChange', example: { externalId: 'user-4711', tags: { plan: 'plus', trial: null } } });
export type TagChange = z.input<typeof TagChange>;

export const TagBatchInput = z.strictObject({ changes: batchRows('TagChange') }).meta({
  id: 'TagBatch',
  example: { changes: [{ externalId: 'user-4711', tags: { plan: 'plus', trial: null } }] },
});

/** The tags in use on a site. */
export const TagList = z
  .object({
    items: z
      .array(
        z.object({
          key: z.string().meta({ description: 'Name of the tag', example: 'plan' }),
          subscriberCount: z
            .number()
            .int()
            .min(1)
            .meta({ description: 'Active subscribers with this tag, of those counted', example: 1_204 }),
        }),
      )
      .meta({ description: 'Most frequent first' }),
    countedCount: z
      .number()
      .int()
      .min(0)
      .meta({ description: 'Active subscribers that were looked at, newest first', example: 1_980 }),
    isComplete: z
      .boolean()
      .meta({ description: 'False: the site has more active subscribers than were looked at', example: true }),
  })
  .meta({
    id: 'TagList',
    example: { items: [{ key: 'plan', subscriberCount: 1_204 }], countedCount: 1_980, isComplete: true },
  });
export type TagList = z.infer<typeof TagList>;
