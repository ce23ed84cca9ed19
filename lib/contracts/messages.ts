// As a namespace: of `{ z }` a bundler keeps all there is, and the composer checks in the browser.
import * as z from 'zod';
import { MAX_ACTIONS, MAX_BODY_CHARACTERS, MAX_BUTTON_CHARACTERS, MAX_TITLE_CHARACTERS } from './limits';
import { httpUrl, languageTag, personalText, text } from './text';

export const URGENCIES = ['very-low', 'low', 'normal', 'high'] as const;
export type Urgency = (typeof URGENCIES)[number];

export const MessageAction = z
  .object({
    title: personalText(1, MAX_BUTTON_CHARACTERS).meta({ example: 'Shop now' }),
    url: httpUrl,
    icon: httpUrl.optional(),
    id: text(1, 64).optional().meta({
      description: 'Your own name of the button, given back when the message is read; nobody who gets it sees it',
      example: 'shop',
    }),
  })
  .meta({ id: 'MessageAction' });

export const UtmTags = z
  .object({
    source: text(1, 100).optional(),
    medium: text(1, 100).optional(),
    campaign: text(1, 100).optional(),
    term: text(1, 100).optional(),
    content: text(1, 100).optional(),
  })
  .meta({ id: 'UtmTags', description: 'Added to the addresses that a click opens, as `utm_…`' });

const flag = z.boolean();
/** Without defaults, so that they serve for what takes the place of a template's too. */
const fields = {
  title: personalText(1, MAX_TITLE_CHARACTERS).meta({
    description:
      'First line, shown bold; as the other texts and addresses it may have Liquid in it, such as {{ tags.name | default: "there" }}',
    example: 'The sale ends tonight',
  }),
  body: personalText(0, MAX_BODY_CHARACTERS).meta({ example: 'Everything is 20 % off until midnight.' }),
  url: httpUrl.meta({ description: 'Opened by a click on the notification' }),
  icon: httpUrl.optional(),
  image: httpUrl.optional(),
  badge: httpUrl.optional(),
  actions: z.array(MessageAction).max(MAX_ACTIONS, 'may have at most 2 buttons'),
  utm: UtmTags.optional(),
  requireInteraction: flag,
  silent: flag,
  renotify: flag,
  vibrate: z.array(z.number().int().min(0).max(10_000)).max(20).optional(),
  tag: text(1, 64).optional().meta({
    description: 'A later notification with this tag replaces this one',
    example: 'daily-deal',
  }),
  lang: languageTag.optional(),
  dir: z.enum(['auto', 'ltr', 'rtl']).optional(),
};

/** What a notification says and does; one shape for the composer, the REST API and the job. */
export const MessageInput = z
  .object({
    ...fields,
    body: fields.body.default('').meta({ example: 'Everything is 20 % off until midnight.' }),
    actions: fields.actions.default([]),
    requireInteraction: flag.default(false),
    silent: flag.default(false),
    renotify: flag.default(false),
  })
  .superRefine((message, context) => {
    // Both throw a TypeError in showNotification (Notifications API §2.2), so the push would show nothing.
    if (message.renotify && !message.tag) {
      context.addIssue({
        code: 'custom',
        path: ['renotify'],
        message: 'needs a tag: there is nothing to replace without one',
      });
    }
    if (message.silent && message.vibrate?.length) {
      context.addIssue({ code: 'custom', path: ['vibrate'], message: 'cannot be combined with silent' });
    }
  })
  .meta({
    id: 'MessageContent',
    description: 'What a notification says and does',
    example: {
      title: 'The sale ends tonight',
      body: 'Everything is 20 % off until midnight.',
      url: 'https://example.com/sale',
      actions: [{ title: 'Shop now', url: 'https://example.com/sale' }],
    },
  });

export type MessageInput = z.input<typeof MessageInput>;
export type Message = z.output<typeof MessageInput>;

/** Fields of a message that take the place of a template's. The result is checked whole. */
export const MessageOverrides = z
  .strictObject(fields)
  .partial()
  .meta({
    id: 'MessageOverrides',
    description: "Fields that take the place of the template's; with them the message must be complete",
    example: { title: 'The sale ends tonight' },
  });
export type MessageOverrides = z.input<typeof MessageOverrides>;

/** What a message says in another language: what is left out is as in the default. */
export const MessageTranslation = z
  .strictObject({
    title: personalText(1, MAX_TITLE_CHARACTERS),
    body: personalText(0, MAX_BODY_CHARACTERS).optional(),
    url: httpUrl.optional(),
    icon: httpUrl.optional(),
    image: httpUrl.optional(),
    badge: httpUrl.optional(),
    actions: z.array(MessageAction).max(MAX_ACTIONS, 'may have at most 2 buttons').optional(),
    dir: z.enum(['auto', 'ltr', 'rtl']).optional(),
  })
  .meta({ id: 'MessageTranslation', example: { title: 'Heute endet der Ausverkauf', body: 'Bis Mitternacht.' } });

/** A message as drafts and templates hold it, complete or not: any values, of fields that there are. */
export const DraftMessage = z.record(z.string(), z.unknown()).transform(knownFields);

/** What there is of a message, complete or not, without what is no field of one. */
export function knownFields<T extends object>(message: T): T {
  const known = pickKnown(message as Record<string, unknown>, MessageOverrides);
  if (Array.isArray(known.actions)) known.actions = known.actions.map((each) => pickKnown(each, MessageAction));
  if ('utm' in known) known.utm = pickKnown(known.utm, UtmTags);
  return known as T;
}

function pickKnown<T>(value: T, { shape }: z.ZodObject): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(shape, name))) as T;
}

const MAX_TRANSLATIONS = 40;
/** By language tag. */
const byLanguage = <T extends z.ZodType>(translation: T) =>
  z
    .record(languageTag, translation)
    .refine((all) => Object.keys(all).length <= MAX_TRANSLATIONS, `may have at most ${MAX_TRANSLATIONS} languages`)
    .meta({
      description:
        'What the message says in other languages, by language tag. A subscriber gets the one of their language (pt-br), else of its base (pt), else the message itself',
    });
export const MessageTranslations = byLanguage(MessageTranslation);
/** As a draft holds them, complete or not. */
export const DraftTranslations = byLanguage(DraftMessage);
