import { z } from 'zod';
import { batchRows, hasOneTarget, ONE_TARGET, TARGET_FIELDS } from './batches';
import { PageQuery } from './paging';
import { text } from './text';

const MAX_EVENT_PROPS = 50;

/** Flat, as the page's own `track` sends them. */
const EventProps = z
  .record(text(1, 64), z.union([text(0, 255), z.number(), z.boolean()]))
  .refine((props) => Object.keys(props).length <= MAX_EVENT_PROPS, `may have at most ${MAX_EVENT_PROPS} entries`);

/** REST: something that a person did, told by the site's own server. */
export const EventInput = z
  .strictObject({
    ...TARGET_FIELDS,
    event: text(1, 64).meta({ description: 'What happened, in your words', example: 'cart_left' }),
    props: EventProps.default({}).meta({
      description: `Flat: text, numbers, true and false; up to ${MAX_EVENT_PROPS}`,
      example: { total: 59.9, currency: 'EUR' },
    }),
  })
  .refine(hasOneTarget, ONE_TARGET)
  .meta({
    id: 'EventInput',
    example: { externalId: 'user-4711', event: 'cart_left', props: { total: 59.9, currency: 'EUR' } },
  });
export type EventInput = z.input<typeof EventInput>;

export const EventBatchInput = z.strictObject({ events: batchRows('EventInput') }).meta({
  id: 'EventBatch',
  example: { events: [{ externalId: 'user-4711', event: 'cart_left', props: { total: 59.9, currency: 'EUR' } }] },
});

export const EventQuery = PageQuery.extend({
  event: z.string().max(64).optional().meta({ description: 'Only events of this name', example: 'cart_left' }),
});
export type EventQuery = z.infer<typeof EventQuery>;

/** A custom event of one browser. */
export const EventView = z
  .object({
    id: z.string().meta({ description: 'Sorts by time', example: 'evt_0j3v8m2k4qw5r' }),
    subscriberId: z.string().meta({ description: 'The browser', example: 'sub_0j3v8m2k4qw5r' }),
    event: z.string().meta({ description: 'What happened', example: 'cart_left' }),
    props: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .meta({ description: 'As they were given', example: { total: 59.9, currency: 'EUR' } }),
    at: z.iso.datetime().meta({ description: 'When it was recorded', example: '2027-01-31T09:00:00.000Z' }),
  })
  .meta({ id: 'Event' });
export type EventView = z.infer<typeof EventView>;
