import { z } from 'zod';
import { PageQuery } from './paging';
import { text } from './text';

/** Everything that an endpoint may be told of; `webhook.test` goes to whoever asks for it. */
export const WEBHOOK_EVENTS = [
  'subscriber.created',
  'subscriber.updated',
  'subscriber.unsubscribed',
  'message.accepted',
  'message.shown',
  'message.clicked',
  'message.dismissed',
  'message.failed',
  'campaign.started',
  'campaign.finished',
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];

/** A site's endpoints; each costs every statement that has something to tell. */
export const MAX_WEBHOOKS = 20;
/** How long a rotated secret signs beside its successor, at most. */
export const MAX_SECRET_OVERLAP_HOURS = 168;

const events = z
  .array(z.enum(WEBHOOK_EVENTS))
  .min(1, 'needs at least one event')
  .max(50)
  .transform((list) => WEBHOOK_EVENTS.filter((type) => list.includes(type)))
  .meta({ description: 'What it is told of', example: ['subscriber.created', 'message.clicked'] });

const url = text(1, 2_000).meta({
  description: 'https:// address with a public host; redirects are not followed',
  example: 'https://hooks.example.com/belfry',
});

export const WebhookInput = z
  .strictObject({
    url,
    description: text(0, 200).default('').meta({ example: 'CRM' }),
    events,
  })
  .meta({
    id: 'WebhookInput',
    example: {
      url: 'https://hooks.example.com/belfry',
      description: 'CRM',
      events: ['subscriber.created', 'message.clicked'],
    },
  });
export type WebhookInput = z.input<typeof WebhookInput>;

export const WebhookPatch = z
  .strictObject({
    url: url.optional(),
    description: text(0, 200).optional().meta({ example: 'CRM, production' }),
    events: events.optional(),
    status: z
      .enum(['active', 'disabled'])
      .optional()
      .meta({ description: 'While disabled, nothing is kept for it. Active again, it starts with a clean record' }),
  })
  .meta({ id: 'WebhookPatch', example: { events: ['message.clicked'], status: 'active' } });
export type WebhookPatch = z.input<typeof WebhookPatch>;

const instant = z.iso.datetime().meta({ example: '2026-11-22T09:30:00.000Z' });

export const WebhookView = z
  .object({
    id: z.string().meta({ example: 'whk_0j3v8m2k4qw5r' }),
    url: z.string().meta({ example: 'https://hooks.example.com/belfry' }),
    description: z.string().meta({ example: 'CRM' }),
    events: z.array(z.enum(WEBHOOK_EVENTS)),
    status: z.enum(['active', 'disabled']),
    disabledReason: z
      .enum(['by_hand', 'gone', 'failing'])
      .nullable()
      .meta({ description: '`gone`: it answered 410; `failing`: every request failed for five days' }),
    failureCount: z.number().int().meta({ description: 'Failures in a row', example: 0 }),
    pausedUntil: instant
      .nullable()
      .meta({ description: 'It failed five times in a row or more: nothing is sent before then, and then one probe' }),
    previousSecretEndsAt: instant
      .nullable()
      .meta({ description: 'Until then each request is signed with the previous secret too' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Webhook' });
export type WebhookView = z.infer<typeof WebhookView>;

/** The secret is in this answer only. */
export const WebhookWithSecret = WebhookView.extend({
  secret: z.string().meta({
    description: 'Shown this once. Verify signatures with it',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  }),
}).meta({ id: 'WebhookWithSecret' });
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

export const RotateSecretInput = z
  .strictObject({
    overlapHours: z
      .number()
      .int()
      .min(0)
      .max(MAX_SECRET_OVERLAP_HOURS)
      .default(24)
      .meta({ description: 'How long the old secret signs too; 0 when it has leaked', example: 24 }),
  })
  .meta({ id: 'RotateSecretInput' });
export type RotateSecretInput = z.input<typeof RotateSecretInput>;

export const DELIVERY_LOG_STATES = ['pending', 'delivered', 'failed'] as const;

export const WebhookDeliveryView = z
  .object({
    id: z.string().meta({ example: 'wdl_0j3v8m2k4qw5r' }),
    eventId: z
      .string()
      .meta({ description: 'The `webhook-id` header: the same in every repeat', example: 'wev_0j3v8m2k4qw5r' }),
    type: z.string().meta({ example: 'message.clicked' }),
    itemCount: z.number().int().meta({ description: 'How many things it tells of', example: 240 }),
    state: z.enum(DELIVERY_LOG_STATES),
    attemptCount: z.number().int().meta({ example: 1 }),
    statusCode: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'Of the last answer; null when none came', example: 200 }),
    error: z.string().nullable().meta({ description: 'Why the last attempt failed', example: null }),
    nextAttemptAt: instant.nullable(),
    createdAt: instant,
    settledAt: instant.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDeliveryView = z.infer<typeof WebhookDeliveryView>;

export const WebhookDeliveryDetail = WebhookDeliveryView.extend({
  requestBody: z
    .string()
    .meta({ description: 'At most 16,384 characters, as it would be sent now: who was erased since is not in it' }),
  attempts: z
    .array(
      z.object({
        at: instant,
        statusCode: z.number().int().nullable(),
        error: z.string().nullable(),
        durationMs: z.number().int(),
        responseBody: z.string().meta({ description: 'At most 4,096 bytes' }),
      }),
    )
    .meta({ description: 'The last 50, newest first' }),
}).meta({ id: 'WebhookDeliveryDetail' });
export type WebhookDeliveryDetail = z.infer<typeof WebhookDeliveryDetail>;

export const WebhookDeliveryQuery = PageQuery.extend({
  state: z.enum(DELIVERY_LOG_STATES).optional(),
  type: z.enum([...WEBHOOK_EVENTS, 'webhook.test']).optional(),
});
export type WebhookDeliveryQuery = z.infer<typeof WebhookDeliveryQuery>;

export const ReplayInput = z
  .strictObject({
    from: z.iso.datetime({ offset: true }).meta({ example: '2026-11-21T00:00:00Z' }),
    to: z.iso.datetime({ offset: true }).meta({ example: '2026-11-22T00:00:00Z' }),
    onlyFailed: z.boolean().default(true).meta({ description: 'False: those that were delivered too', example: true }),
  })
  .refine((input) => new Date(input.from) < new Date(input.to), { path: ['to'], message: 'must be later than from' })
  .meta({ id: 'ReplayInput' });
export type ReplayInput = z.input<typeof ReplayInput>;

export const ReplayAnswer = z
  .object({
    deliveryCount: z.number().int().meta({ description: 'How many deliveries are sent again', example: 12 }),
  })
  .meta({ id: 'ReplayAnswer' });
