/**
 * Slots of `run_counters` that belong to one position of a run's messages; with a position's number as the factor, the
 * variants of an A/B test are counted apart in the same rows that sums are made of.
 */
export const ARM_SLOTS = 32;

/** Slot of the hold-out group, above those of all positions. */
export const HELD_OUT_SLOT = 32_000;

/** The reason of the rows of the hold-out group, which are suppressed from the start. */
export const HELD_OUT_REASON = 'hold_out';

/** Places that a subscriber may have in a split (`belfry_place`). */
export const PLACE_COUNT = 1_000_000;
