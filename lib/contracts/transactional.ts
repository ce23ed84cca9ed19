import { z } from 'zod';
import { DEFAULT_TTL_SECONDS, MAX_TTL_SECONDS, MIN_TTL_SECONDS } from './limits';
import { MessageInput, MessageTranslations, URGENCIES } from './messages';
import { text } from './text';

/** Recipients that a message may name; a campaign takes more. */
export const MAX_NAMED_RECIPIENTS = 1_000;
/** A message's answer lists its recipients up to so many. */
export const MAX_LISTED_RECIPIENTS = 100;

/** Whom a transactional message is for. */
const MessageAudience = z
  .union([
    z
      .strictObject({
        externalIds: z
          .array(text(1, 255))
          .min(1, 'needs at least one entry')
          .max(MAX_NAMED_RECIPIENTS)
          .meta({ description: 'Your own ids of people; each device of theirs gets it', example: ['user-4711'] }),
      })
      .meta({ title: 'By external id' }),
    z
      .strictObject({
        subscriberIds: z
          .array(z.string().max(64))
          .min(1, 'needs at least one entry')
          .max(MAX_NAMED_RECIPIENTS)
          .meta({ description: 'Ids of single browsers', example: ['sub_0j3v8m2k4qw5r'] }),
      })
      .meta({ title: 'By subscriber id' }),
    z
      .strictObject({ topic: text(1, 64).meta({ description: 'Key of a topic of the site', example: 'offers' }) })
      .meta({ title: 'By topic' }),
  ])
  .meta({
    id: 'MessageAudience',
    description: 'Whom it is for. Who is unknown, unsubscribed or gone is left out without an error.',
    example: { externalIds: ['user-4711'] },
  });

export const SendMessageInput = z
  .strictObject({
    message: MessageInput,
    translations: MessageTranslations.optional(),
    audience: MessageAudience,
    ttlSeconds: z.number().int().min(MIN_TTL_SECONDS).max(MAX_TTL_SECONDS).default(DEFAULT_TTL_SECONDS).meta({
      description: 'How long the push services keep it for a device that is off, and how long it is tried again',
      example: 3_600,
    }),
    urgency: z.enum(URGENCIES).default('high').meta({ description: 'RFC 8030 §5.3', example: 'high' }),
    ambiguityPolicy: z.enum(['resend', 'skip']).default('resend').meta({
      description:
        'When a connection breaks after the request has left, nobody knows whether it arrived: `resend` sends it once more (a browser shows it once), `skip` leaves it',
      example: 'resend',
    }),
  })
  .meta({
    id: 'SendMessage',
    example: {
      message: {
        title: 'Your order is on its way',
        body: 'It arrives tomorrow before noon.',
        url: 'https://shop.example.com/orders/4711',
      },
      audience: { externalIds: ['user-4711'] },
      ttlSeconds: 3_600,
    },
  });
export type SendMessageInput = z.input<typeof SendMessageInput>;
export type SendMessage = z.output<typeof SendMessageInput>;

const count = (description: string) => z.number().int().min(0).meta({ description, example: 1 });

/** The fate of a transactional message. */
export const MessageView = z
  .object({
    id: z.string().meta({ example: 'msg_0j3v8m2k4qw5r' }),
    siteId: z.string().meta({ example: 'site_0j3v8m2k4qw5r' }),
    status: z.enum(['planning', 'sending', 'done']).meta({
      description: '`planning` while the recipients of a topic are collected; `done` when each has come to an end',
      example: 'sending',
    }),
    audience: z
      .object({ count: count('Browsers that it is for; grows while `planning`') })
      .meta({ description: 'Whom it reached for' }),
    counts: z
      .object({
        pending: count('Waiting, on the way, or to be tried again'),
        accepted: count('Taken by the push service; not yet known to be shown'),
        gone: count('The subscription had ended'),
        rejected: count('Refused for good'),
        expired: count('Not handed over in time'),
        suppressed: count('Left between the request and the sending'),
        unknown: count('Sent, and nobody knows whether it arrived'),
        received: count('Reported as received by the browser'),
        shown: count('Reported as shown'),
        clicked: count('Clicked'),
        dismissed: count('Closed without a click'),
      })
      .meta({ description: 'Browsers by state; the first seven add up to the audience' }),
    recipients: z
      .array(
        z.object({
          subscriberId: z.string().meta({ example: 'sub_0j3v8m2k4qw5r' }),
          externalId: z.string().nullable().meta({ example: 'user-4711' }),
          state: z
            .enum(['pending', 'sending', 'accepted', 'gone', 'rejected', 'expired', 'suppressed', 'unknown'])
            .meta({ example: 'accepted' }),
          reason: z.string().nullable().meta({ description: 'Why, unless accepted', example: null }),
          statusCode: z.number().int().nullable().meta({ description: "The push service's answer", example: 201 }),
          settledAt: z.iso.datetime().nullable().meta({ example: '2027-01-31T09:00:00.120Z' }),
          shownAt: z.iso.datetime().nullable().meta({ example: '2027-01-31T09:00:01.000Z' }),
          clickedAt: z.iso.datetime().nullable().meta({ example: null }),
        }),
      )
      .nullable()
      .meta({
        description: `Each browser, for up to ${MAX_LISTED_RECIPIENTS} of them; else null: \`GET /messages/{id}/deliveries\` lists them all`,
      }),
    createdAt: z.iso.datetime().meta({ example: '2027-01-31T09:00:00.000Z' }),
    expiresAt: z.iso.datetime().meta({ description: 'Not tried after this', example: '2027-01-31T10:01:00.000Z' }),
    finishedAt: z.iso.datetime().nullable().meta({ example: '2027-01-31T09:00:00.200Z' }),
  })
  .meta({ id: 'Message' });
export type MessageView = z.infer<typeof MessageView>;

/** What the request to send answers: the message is stored and will be sent. */
export const SentMessage = MessageView.pick({
  id: true,
  siteId: true,
  status: true,
  audience: true,
  createdAt: true,
  expiresAt: true,
}).meta({ id: 'SentMessage' });
export type SentMessage = z.infer<typeof SentMessage>;
