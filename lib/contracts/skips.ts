import { z } from 'zod';
import { CampaignDraftInput } from './campaigns';
import { MAX_HOLDOUT_PERCENT } from './limits';

/** A campaign as far as it decides who is left out. */
export const SkipsInput = CampaignDraftInput.pick({
  audience: true,
  ttlSeconds: true,
  throttlePerMinute: true,
  schedule: true,
}).extend({
  holdoutPercent: z.number().min(0).max(MAX_HOLDOUT_PERCENT).default(0),
  /** Of those who are not held out; the others get the winner, in a run of its own. */
  testPercent: z.number().min(1).max(100).default(100),
});
export type SkipsInput = z.input<typeof SkipsInput>;

/** How many of an audience will not get a campaign, each counted once, under the first that applies. */
export const Skips = z
  .object({
    audienceCount: z.number().int().meta({ description: 'Active subscribers in its audience', example: 48_210 }),
    heldOutCount: z.number().int().meta({ description: 'Held out, to compare the others with', example: 4_821 }),
    timePassedCount: z.number().int().meta({
      description: 'In their time zone the time has passed, and they are to be skipped then',
      example: 1_204,
    }),
    expiredCount: z.number().int().nullable().meta({
      description:
        'The pace does not reach them before the message expires; null: not known, as the best hour of each decides',
      example: 0,
    }),
  })
  .meta({ id: 'CampaignSkips' });
export type Skips = z.infer<typeof Skips>;
