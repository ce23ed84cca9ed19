import { z } from 'zod';

const names = (description: string, example: string[]) => z.array(z.string()).meta({ description, example });

/** What a rule may refer to, as far as a site knows; a rule takes anything else as well. */
export const RuleSuggestions = z
  .object({
    topics: z
      .array(
        z.object({
          key: z.string().meta({ description: 'What rules refer to it by', example: 'offers' }),
          name: z.string().meta({ description: 'What visitors read', example: 'Offers' }),
        }),
      )
      .meta({ description: 'Topics of the site' }),
    tagKeys: names('Names of tags, most used first', ['plan']),
    values: z
      .object({
        country: names('ISO 3166-1 alpha-2 codes', ['DE']),
        language: names('Language tags', ['de']),
        browser: names('Names of browsers', ['Firefox']),
        os: names('Operating systems', ['Android']),
        device: names('desktop, mobile, tablet', ['mobile']),
        timezone: names('IANA time zones', ['Europe/Berlin']),
      })
      .meta({ description: 'Values that the newest active subscribers have, by field, most frequent first' }),
    events: names('Names of custom events', ['cart_left']),
    eventProperties: names('Properties that their newest few have', ['total']),
    paths: names('Pages that were visited', ['/shoes/']),
    isRecordingPages: z.boolean().meta({
      description: 'False: the site does not record which pages are visited',
      example: true,
    }),
    campaigns: z
      .array(
        z.object({
          id: z.string().meta({ description: 'The campaign', example: 'cmp_0j3v8m2k4qw5r' }),
          name: z.string().meta({ description: 'For people', example: 'November sale' }),
        }),
      )
      .meta({ description: 'Campaigns that were launched, newest first' }),
  })
  .meta({ id: 'RuleSuggestions' });
export type RuleSuggestions = z.infer<typeof RuleSuggestions>;
