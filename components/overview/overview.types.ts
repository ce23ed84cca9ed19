/** One day of a site's growth; `day` is its date in UTC, e.g. "2026-11-21". */
export interface GrowthDay {
  day: string;
  activeCount: number;
  newCount: number;
  endedCount: number;
}

/** A value and how many active subscribers have it; null: not known. */
export interface ValueShare {
  value: string | null;
  count: number;
}
