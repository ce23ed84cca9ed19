import type { CampaignView } from './campaigns';

/** Subscribers by one attribute, largest first; `value` null: not known. */
export interface ValueCount {
  value: string | null;
  count: number;
}

/** What the overview page of a site shows. */
export interface SiteOverview {
  /** Active at this moment. */
  activeCount: number;
  /** One entry a day (UTC), oldest first, the last 30 days with today. */
  growth: { day: string; newCount: number; endedCount: number }[];
  browsers: ValueCount[];
  countries: ValueCount[];
  /** Primary language only: `en` for en-GB and en-US. */
  languages: ValueCount[];
  lastCampaigns: CampaignView[];
  /** When the counts were made; those of a large site may be a minute old. */
  countedAt: string;
}
