import { z } from 'zod';

/** Periods that growth is shown for. */
export const GROWTH_DAYS = [30, 90, 365] as const;
export type GrowthDays = (typeof GROWTH_DAYS)[number];

const count = (description: string, example: number) => z.number().int().meta({ description, example });

export const GrowthDay = z
  .object({
    day: z.iso.date().meta({ description: 'In UTC', example: '2027-01-31' }),
    gained: count('Subscribed on that day, whatever became of them since', 31),
    unsubscribed: count('Said so themselves, and have not come back', 4),
    gone: count('Their push service knows them no more, or their key is another', 9),
  })
  .meta({ id: 'GrowthDay', description: 'Who came and went on a day' });
export type GrowthDay = z.infer<typeof GrowthDay>;

/** How a site's audience has changed. */
export const SiteGrowth = z
  .object({
    days: z
      .union([z.literal(30), z.literal(90), z.literal(365)])
      .meta({ description: 'Length of the period, today included', example: 90 }),
    activeCount: count('Active subscribers at this moment', 12_408),
    activeAtStart: count('When the period began: from what is now, and who came and went since', 11_950),
    daily: z.array(GrowthDay).meta({ description: 'Oldest first' }),
    prompts: z
      .array(
        z.object({
          prompt: z.string().meta({ description: 'native, button, dialog, api or import', example: 'dialog' }),
          granted: count('Opt-ins', 812),
          withdrawn: count('Opt-outs', 40),
        }),
      )
      .meta({ description: 'Opt-ins in the period by what they were asked with, most first' }),
    asked: z
      .array(
        z.object({
          prompt: z.string().meta({ description: 'dialog, button, api or native', example: 'dialog' }),
          shown: count('Browsers that were asked for the first time', 20_150),
          granted: count('Of those that were ever asked: agreed', 812),
          denied: count('Refused for good', 240),
          dismissed: count('Said “not now”, or closed the question', 9_410),
        }),
      )
      .meta({
        description:
          'How many were asked in the period, and answered, as browsers tell it; each tells an outcome once. The rate is granted of shown',
      }),
    unsubscribes: z
      .array(
        z.object({
          campaignId: z.string().meta({ description: 'The campaign', example: 'cmp_0j3v8m2k4qw5r' }),
          name: z.string().meta({ description: 'Its name', example: 'November sale' }),
          unsubscribed: count('Who unsubscribed after its message', 12),
          accepted: count('Taken by the push service', 12_301),
        }),
      )
      .meta({ description: 'Campaigns after whose messages people unsubscribed in the period, most first' }),
    countedAt: z.iso.datetime().meta({
      description: 'When it was counted; of a large site up to a minute ago',
      example: '2027-01-31T09:00:00.000Z',
    }),
  })
  .meta({ id: 'SiteGrowth', description: 'How a site’s audience has changed' });
export type SiteGrowth = z.infer<typeof SiteGrowth>;
