import { z } from 'zod';
import { DELIVERY_STATES } from './campaigns';
import { PageQuery } from './paging';

export const DeliveryQuery = PageQuery.extend({
  state: z.enum(DELIVERY_STATES).optional().meta({ description: 'Only deliveries in this state', example: 'rejected' }),
});
export type DeliveryQuery = z.infer<typeof DeliveryQuery>;

/** What a click may hit: the notification itself, or one of its buttons. In the order of the bits that are stored. */
export const CLICK_PLACES = ['body', 'button1', 'button2'] as const;

const time = (description: string, example: string | null) =>
  z.iso.datetime().nullable().meta({ description, example });

/** One browser's part in a campaign. */
export const DeliveryView = z
  .object({
    runId: z.string().meta({
      description: 'The launch that it belongs to; a recurring campaign has several, a single message one',
      example: 'run_0j3v8m2k4qw5r',
    }),
    subscriberId: z.string().meta({ description: 'The browser', example: 'sub_0j3v8m2k4qw5r' }),
    externalId: z.string().nullable().meta({ description: 'Your id of the person', example: 'user-4711' }),
    pushService: z
      .string()
      .meta({ description: 'Host of the push service; never the endpoint itself', example: 'fcm.googleapis.com' }),
    variant: z.number().int().meta({ description: 'Which variant of the message, from 0', example: 0 }),
    state: z.enum(DELIVERY_STATES).meta({
      description: 'Where it stands; `accepted` means taken by the push service, not yet known to be shown',
      example: 'accepted',
    }),
    reason: z.string().nullable().meta({ description: 'Why, unless accepted', example: null }),
    statusCode: z.number().int().nullable().meta({ description: "The push service's last answer", example: 201 }),
    attemptCount: z.number().int().meta({ description: 'How often it was claimed to be sent', example: 1 }),
    settledAt: time('When it came to its end', '2027-01-31T09:00:00.120Z'),
    receivedAt: time('When the browser reported it as received', '2027-01-31T09:00:00.900Z'),
    shownAt: time('When it was shown', '2027-01-31T09:00:01.000Z'),
    clickedAt: time('When it was first clicked', null),
    clickedOn: z.array(z.enum(CLICK_PLACES)).meta({ description: 'What was clicked', example: [] }),
    dismissedAt: time('When it was closed without a click', null),
  })
  .meta({ id: 'Delivery' });
export type DeliveryView = z.infer<typeof DeliveryView>;
