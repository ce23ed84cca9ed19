import type { ActionState } from '@/components/ui/action-state';
import type { SegmentRule, SegmentView } from '@/lib/contracts/segments';
import type { SubscriberView } from '@/lib/contracts/subscribers';

/** Who a rule finds: how many, out of how many, and a few of them. */
export interface RulePreview {
  count: number;
  total: number;
  /** Null when both are exact; else the true count is within this of `count` in 95 of 100 cases. */
  margin: number | null;
  /** Null when they were not looked for, because the numbers are an estimate. */
  sample: SubscriberView[] | null;
}

export interface SavedSegment {
  saved?: SegmentView;
  conflict?: SegmentView;
}

/** Server actions of the segment pages, bound to the site by the page. */
export interface SegmentActions {
  /**
   * @param known as it was loaded; null creates. When someone else has saved it since, the answer has their version as
   * `conflict` instead of `saved` and nothing was changed.
   */
  save: (
    known: Pick<SegmentView, 'id' | 'updatedAt'> | null,
    input: { name: string; rule: SegmentRule },
  ) => Promise<ActionState<SavedSegment>>;
  preview: (rule: SegmentRule, precision: 'quick' | 'exact') => Promise<ActionState<RulePreview>>;
  archive: (id: string) => Promise<ActionState>;
  restore: (id: string) => Promise<ActionState>;
}
