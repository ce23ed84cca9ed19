import { z } from 'zod';
import { CampaignView } from './campaigns';

const count = (description: string, example: number) => z.number().int().min(0).meta({ description, example });

const ValueCount = z
  .object({
    value: z.string().nullable().meta({ description: 'Null: not known', example: 'de' }),
    count: count('Active subscribers', 812),
  })
  .meta({ id: 'ValueCount', description: 'Subscribers with one value of an attribute' });
export type ValueCount = z.infer<typeof ValueCount>;

/** What the overview page of a site shows. */
export const SiteOverview = z
  .object({
    activeCount: count('Active subscribers at this moment', 12_408),
    growth: z
      .array(
        z.object({
          day: z.iso.date().meta({ description: 'In UTC', example: '2027-01-31' }),
          newCount: count('Subscribed on that day', 31),
          endedCount: count('Ended on that day', 13),
        }),
      )
      .meta({ description: 'The last 30 days with today, oldest first' }),
    browsers: z.array(ValueCount).meta({ description: 'The most frequent, largest first' }),
    countries: z.array(ValueCount).meta({ description: 'The most frequent, largest first' }),
    languages: z.array(ValueCount).meta({ description: 'As `en` for en-GB and en-US; largest first' }),
    lastCampaigns: z.array(CampaignView).meta({ description: 'The newest, with their figures' }),
    countedAt: z.iso.datetime().meta({
      description: 'When the counts were made; those of a large site may be a minute old',
      example: '2027-01-31T09:00:00.000Z',
    }),
  })
  .meta({ id: 'SiteOverview', description: 'How a site stands' });
export type SiteOverview = Omit<z.infer<typeof SiteOverview>, 'lastCampaigns'> & { lastCampaigns: CampaignView[] };
