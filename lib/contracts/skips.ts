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
export interface Skips {
  audienceCount: number;
  /** Held out, to compare the others with. */
  heldOutCount: number;
  /** In their time zone the time has passed, and they are to be skipped then. */
  timePassedCount: number;
  /** The pace does not reach them before the message expires. Null: not known, as each one's best hour decides. */
  expiredCount: number | null;
}
