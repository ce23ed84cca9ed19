import type { BestTimeView } from '@/lib/contracts/schedules';
import type { StoredCampaign } from './composer.types';
import { type ComposerValues, toAudience } from './composer-values';
import { effectiveWhen, primaryLabel } from './primary-label';
import type { seriesWords } from './series-words';

interface Known {
  /** People in the audience; null: it could not be counted. */
  known: number | null;
  /** Of them, whose clock has passed the time and who are skipped then. */
  leftOut: number;
  isAbout: boolean;
  isCounting: boolean;
  timeZone: string;
  bestTime: BestTimeView | null;
  /** The series that is edited, how many of its dates have passed, and its words once they are there; null for a draft. */
  series: { campaign: StoredCampaign; pastCount: number; wordsOf: typeof seriesWords | null } | null;
}

/** What the composer's main button says, how it comes to be sent, and what saving a series changes. */
export function buttonWords(values: ComposerValues, { known, series, timeZone, bestTime, ...count }: Known) {
  // What it comes to: without any best hour known, all at once.
  const when = effectiveWhen(values, bestTime);
  const changed = series?.wordsOf?.(values, series.campaign, series.pastCount, timeZone);
  const reached = known === null ? null : Math.max(0, known - count.leftOut);
  const draftLabel = () =>
    count.isCounting
      ? 'Counting…'
      : primaryLabel(values, reached, timeZone, bestTime, count.isAbout || count.leftOut > 0);
  // Without a segment it goes to nobody; pressed, it leads there.
  const isForNobody = toAudience(values) === null;
  const label = isForNobody ? 'Choose a segment' : series ? (changed?.label ?? 'Save') : draftLabel();
  return { when, changed, label };
}
