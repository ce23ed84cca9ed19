import { z } from 'zod';
import { knownFields } from './messages';

// Apart from personal-fields.ts, which the composer has without zod.

const text = z.string().max(8_000);
/** Whatever is read of a message; the rest is only measured. */
const texts = {
  title: text.meta({ description: 'First line', example: 'Hi {{ tags.name | default: "there" }}' }),
  body: text.meta({ description: 'Text below the title', example: 'Everything is 20 % off until midnight.' }),
  url: text.meta({ description: 'Where it leads', example: 'https://example.com/sale' }),
  actions: z
    .array(
      z.looseObject({
        title: text.meta({ description: 'Label of the button', example: 'Shop now' }),
        url: text.meta({ description: 'Opened by the button', example: 'https://example.com/sale' }),
      }),
    )
    .max(9)
    .meta({ description: 'Buttons', example: [{ title: 'Shop now', url: 'https://example.com/sale' }] }),
  utm: z
    .record(z.string(), text.optional())
    .optional()
    .meta({
      description: 'Added to the addresses as `utm_…`',
      example: { source: 'belfry' },
    }),
};
const written = z.record(z.string(), z.unknown());

/** A message while it is written, complete or not; its other fields are measured. */
export const MessageCheckInput = z
  .strictObject({
    message: z
      .looseObject({
        title: texts.title.default(''),
        body: texts.body.default(''),
        url: texts.url.default(''),
        actions: texts.actions.default([]),
        utm: texts.utm,
      })
      .transform(knownFields)
      .meta({ description: 'As much of it as there is' }),
    translations: z
      .record(z.string().max(35), z.looseObject(texts).partial().transform(knownFields))
      .default({})
      .meta({
        description: 'By language tag: what differs from the message',
        example: { de: { title: 'Heute endet der Ausverkauf' } },
      }),
    shown: z.string().max(35).default('').meta({
      description: 'The language that `written` is in when nobody is named; empty: that of the message itself',
      example: 'de',
    }),
    previewFor: z
      .strictObject({
        search: z.string().max(255).default('').meta({
          description: 'Active subscribers by external id, from its beginning, or by subscriber id; empty: the newest',
          example: 'user-47',
        }),
        index: z.number().int().min(0).default(0).meta({
          description: 'Which of those that are found, from 0 and round again',
          example: 0,
        }),
      })
      .nullable()
      .default(null)
      .meta({ description: 'Whose message `written` is; null: that of somebody of whom nothing is known' }),
  })
  .meta({
    id: 'MessageCheckInput',
    example: { message: { title: 'Hi {{ tags.name | default: "there" }}', url: 'https://example.com/sale' } },
  });
export type MessageCheckInput = z.input<typeof MessageCheckInput>;

const remarks = (description: string) =>
  z
    .array(
      z.object({
        path: z.string().meta({ description: 'Which text, dotted', example: 'actions.0.url' }),
        message: z.string().meta({
          description: 'What is to be said of it',
          example: 'leaves a gap for people without the tag "name": add a default',
        }),
      }),
    )
    .meta({ description });

export const MessageCheckView = z
  .object({
    problems: remarks('Faults in personal texts, which keep it from being sent'),
    notices: remarks('What it may be sent with, but is rarely meant'),
    bytes: z.number().int().nullable().meta({
      description:
        'Its size in its largest language, with personal values of ordinary length; null while a text cannot be read',
      example: 412,
    }),
    written: written.nullable().meta({
      description: 'As it is shown; null while a text cannot be read',
      example: { title: 'Hi there', body: '', url: 'https://example.com/sale', actions: [] },
    }),
    language: z.string().meta({ description: 'The language of `written`; empty: the message itself', example: '' }),
    person: z
      .object({
        id: z.string().meta({ description: 'The browser', example: 'sub_0j3v8m2k4qw5r' }),
        externalId: z.string().nullable(),
        browser: z.string().nullable(),
        os: z.string().nullable(),
        device: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'Whose message it is; null: nobody was named, or found' }),
    personCount: z.number().int().meta({
      description: 'How many were found to look through, 20 at most',
      example: 0,
    }),
  })
  .meta({ id: 'MessageCheck' });
