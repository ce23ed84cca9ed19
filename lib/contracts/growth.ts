/** Periods that growth is shown for. */
export const GROWTH_DAYS = [30, 90, 365] as const;
export type GrowthDays = (typeof GROWTH_DAYS)[number];

export interface GrowthDay {
  /** UTC, e.g. 2027-01-31. */
  day: string;
  /** Subscribed on that day, whatever became of them since. */
  gained: number;
  /** Said so themselves, and have not come back. */
  unsubscribed: number;
  /** Their push service knows them no more, or their key is another. */
  gone: number;
}

/** How a site's audience has changed. */
export interface SiteGrowth {
  days: GrowthDays;
  /** At this moment. */
  activeCount: number;
  /** When the period began: from what is now, and who came and went since. */
  activeAtStart: number;
  daily: GrowthDay[];
  /** Opt-ins in the period by what they were asked with (native, button, dialog, api, import), most first. */
  prompts: { prompt: string; granted: number; withdrawn: number }[];
  /** Campaigns after whose messages people unsubscribed in the period, most first. */
  unsubscribes: { campaignId: string; name: string; unsubscribed: number; accepted: number }[];
  /** When it was counted; of a large site up to a minute ago. */
  countedAt: string;
}
