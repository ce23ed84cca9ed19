import type { BestTimeView } from '@/lib/contracts/schedules';
import type { StoredCampaign } from './composer.types';
import type { ComposerRules } from './composer-rules';
import type { ComposerValues } from './composer-values';

interface Known {
  /** Null: not loaded yet. */
  rules: ComposerRules | null;
  /** People in the audience; null: it could not be counted. */
  known: number | null;
  /** Of them, whose clock has passed the time and who are skipped then. */
  leftOut: number;
  isAbout: boolean;
  isCounting: boolean;
  timeZone: string;
  bestTime: BestTimeView | null;
  /** The series that is edited, and how many of its dates have passed; null for a draft. */
  series: { campaign: StoredCampaign; pastCount: number } | null;
}

/** What the composer's main button says, how it comes to be sent, and what saving a series changes. */
export function buttonWords(values: ComposerValues, { rules, known, series, timeZone, bestTime, ...count }: Known) {
  // Without any best hour known, all at once.
  const when = rules?.effectiveWhen(values, bestTime) ?? values.when;
  const changed = series ? rules?.seriesWords(values, series.campaign, series.pastCount, timeZone) : undefined;
  const reached = known === null ? null : Math.max(0, known - count.leftOut);
  const label =
    changed?.label ??
    (count.isCounting
      ? 'Counting…'
      : rules?.primaryLabel(values, reached, timeZone, bestTime, count.isAbout || count.leftOut > 0)) ??
    (series ? 'Save' : values.when === 'now' ? 'Send now' : 'Schedule');
  return { when, changed, label };
}
