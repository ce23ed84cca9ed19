import { z } from 'zod';
import { PageQuery } from './paging';
import { countryCode, languageTag, text, timeZone } from './text';

/** 65 bytes in base64url make 87 characters, 16 make 22; both may come padded. */
const base64url = (characters: number) =>
  z
    .string()
    .max(characters + 4)
    .regex(/^[A-Za-z0-9_-]+={0,2}$/, 'must be base64url');

export const MAX_TAGS = 100;
export const MAX_TOPICS = 50;

/** Flat; a null deletes the tag in an update. */
const tagName = text(1, 64).refine(
  (name) => !['__proto__', 'constructor', 'prototype'].includes(name),
  'is a reserved name',
);
const tagValue = z.union([text(0, 255), z.number(), z.boolean()]);
export const Tags = z
  .record(tagName, tagValue)
  .refine((tags) => Object.keys(tags).length <= MAX_TAGS, `may have at most ${MAX_TAGS} entries`);
export const TagPatch = z
  .record(tagName, tagValue.nullable())
  .refine((tags) => Object.keys(tags).length <= MAX_TAGS, `may have at most ${MAX_TAGS} entries`);
export const Topics = z
  .array(text(1, 64))
  .max(MAX_TOPICS)
  .transform((topics) => [...new Set(topics)]);
export const ExternalId = text(1, 255);
/** Names a browser without telling where its messages go. */
export const EndpointHash = z.string().regex(/^[0-9a-fA-F]{64}$/, 'must be a SHA-256 in hex: 64 digits');
export const ENDPOINT_HASH_EXAMPLE = 'c0a9b1f6e5d4c3b2a1908f7e6d5c4b3a29180716f5e4d3c2b1a09f8e7d6c5b4a';

/** How a path names one subscriber; `findSubscriberId` reads it. */
export const SubscriberName = z.string().meta({
  description:
    'The subscriber: its id; or `external:` and your id of the person, when they have one browser (with several the answer is 409); or `endpoint:` and the SHA-256 of its endpoint in hex',
  example: 'sub_0j3v8m2k4qw5r',
});

/** A PushSubscription as `toJSON()` gives it (Push API §5). Deeper checks: lib/subscribers. */
export const PushSubscriptionInput = z.object({
  endpoint: z.string().min(1, 'is required').max(2_000, 'may have at most 2000 characters'),
  keys: z.object({ p256dh: base64url(88), auth: base64url(24) }),
});
export type PushSubscriptionInput = z.infer<typeof PushSubscriptionInput>;

/** REST: one subscriber added by an integrator. */
export const SubscriberInput = PushSubscriptionInput.extend({
  externalId: ExternalId.optional(),
  tags: Tags.optional(),
  topics: Topics.optional(),
  language: languageTag.optional(),
  timezone: timeZone.optional(),
  country: countryCode.optional(),
}).meta({
  id: 'SubscriberInput',
  // A browser's own toJSON() has more, and grows.
  additionalProperties: true,
  example: {
    endpoint: 'https://fcm.googleapis.com/fcm/send/cWm1xq:APA91bE',
    keys: {
      p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    },
    externalId: 'user-4711',
    tags: { plan: 'plus', orders: 3 },
    topics: ['offers'],
    language: 'de',
  },
});
export type SubscriberInput = z.input<typeof SubscriberInput>;

export const SubscriberPatch = z
  .strictObject({
    externalId: ExternalId.nullish(),
    tags: TagPatch.optional(),
    topics: Topics.optional(),
    language: languageTag.nullish(),
    timezone: timeZone.nullish(),
    country: countryCode.nullish(),
    isTest: z.boolean().optional(),
  })
  .meta({ id: 'SubscriberPatch', example: { tags: { plan: 'pro', trial: null }, topics: ['offers'] } });
export type SubscriberPatch = z.input<typeof SubscriberPatch>;

export const SUBSCRIBER_STATUSES = ['active', 'unsubscribed', 'gone', 'key_mismatch'] as const;
export type SubscriberStatus = (typeof SUBSCRIBER_STATUSES)[number];

export const SubscriberQuery = PageQuery.extend({
  search: z
    .string()
    .trim()
    .max(255)
    .optional()
    .meta({ description: 'External id or subscriber id, from its beginning' }),
  status: z.enum(SUBSCRIBER_STATUSES).optional(),
  segmentId: z.string().max(64).optional(),
  browser: z.string().max(64).optional(),
  country: countryCode.optional(),
  topic: z.string().max(64).optional(),
  isTest: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .meta({ description: 'Only those that are marked for tests, or only the others', example: 'true' }),
  externalId: ExternalId.optional().meta({
    description: 'Your own id of a person, in full: finds every browser of theirs',
    example: 'user-4711',
  }),
  endpointHash: EndpointHash.optional().meta({
    description: 'SHA-256 of the subscription’s endpoint, in hex: finds the one browser that has it',
    example: ENDPOINT_HASH_EXAMPLE,
  }),
});
export type SubscriberQuery = z.infer<typeof SubscriberQuery>;

export const SubscriberView = z
  .object({
    id: z.string().meta({ example: 'sub_0j3v8m2k4qw5r' }),
    status: z.enum(SUBSCRIBER_STATUSES),
    externalId: z.string().nullable(),
    tags: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    topics: z.array(z.string()),
    language: z.string().nullable(),
    timezone: z.string().nullable(),
    country: z.string().nullable(),
    browser: z.string().nullable(),
    browserVersion: z.string().nullable(),
    os: z.string().nullable(),
    device: z.string().nullable().meta({ description: 'desktop, mobile, tablet or unknown' }),
    pushService: z.string().meta({ description: 'Host of the push service; never the endpoint itself' }),
    isTest: z.boolean(),
    sessionCount: z.number().int(),
    subscribedAt: z.string(),
    lastSeenAt: z.string(),
    endedAt: z.string().nullable(),
    updatedAt: z.string().meta({
      description: 'When its status or what can be edited was last changed; a mere visit moves `lastSeenAt` alone',
      example: '2026-11-22T09:30:00.000Z',
    }),
  })
  .meta({ id: 'Subscriber' });
export type SubscriberView = z.infer<typeof SubscriberView>;

const MAX_SUBSCRIBER_BATCH = 1_000;
/** Rows are checked one by one, so that one bad row does not refuse the others. */
export const SubscriberBatchInput = z
  .strictObject({
    subscribers: z
      .array(z.unknown())
      .min(1, 'needs at least one entry')
      .max(MAX_SUBSCRIBER_BATCH, `may have at most ${MAX_SUBSCRIBER_BATCH} entries`)
      .meta({
        description: 'Each as for a single subscriber',
        items: { $ref: '#/components/schemas/SubscriberInput' },
      }),
  })
  .meta({ id: 'SubscriberBatch' });

/** What became of one row of a batch, in the order given. */
export const SubscriberBatchResult = z
  .object({
    index: z.number().int(),
    status: z.enum(['created', 'updated', 'refused']),
    id: z.string().nullable(),
    error: z
      .object({
        code: z.string(),
        detail: z.string(),
        errors: z.array(z.object({ path: z.string(), message: z.string() })),
      })
      .nullable(),
  })
  .meta({ id: 'SubscriberBatchResult' });
export type SubscriberBatchResult = z.infer<typeof SubscriberBatchResult>;
export const SubscriberBatchAnswer = z
  .object({ results: z.array(SubscriberBatchResult) })
  .meta({ id: 'SubscriberBatchAnswer' });

const TIMELINE_KINDS = [
  'subscribed',
  'imported',
  'healed',
  'identified',
  'updated',
  'unsubscribed',
  'gone',
  'key_mismatch',
  'custom',
  'visited',
  'sent',
  'received',
  'shown',
  'clicked',
  'dismissed',
  'failed',
  'suppressed',
] as const;

/** One line of a subscriber's timeline, newest first. */
export const TimelineEntry = z
  .object({
    at: z.string(),
    kind: z.enum(TIMELINE_KINDS),
    title: z.string().meta({ description: 'Plain words for a marketer' }),
    detail: z.string(),
    campaignId: z.string().nullable(),
  })
  .meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.infer<typeof TimelineEntry>;
