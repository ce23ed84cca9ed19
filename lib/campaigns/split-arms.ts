import { PLACE_COUNT } from './arm-slots';
import type { SendableTest } from './require-sendable-content';

/** Where the test ends and the rest of the audience begins, and the bounds of the variants before it. */
export interface ArmCuts {
  /** Ascending; the first is the end of the hold-out group, the last the end of the test. */
  test: number[];
  /** The rest, as a run of one variant; null when all is tested at once. */
  rest: [number, number] | null;
}

/** Bounds of places (see `belfry_place`) for a split: shares are exact to a millionth of the audience. */
export function splitArms({
  arms,
  holdoutPercent,
  testPercent,
}: Pick<SendableTest, 'arms' | 'holdoutPercent' | 'testPercent'>): ArmCuts {
  const start = Math.round((PLACE_COUNT * holdoutPercent) / 100);
  const span = Math.round(((PLACE_COUNT - start) * testPercent) / 100);
  const total = arms.reduce((sum, arm) => sum + arm.weight, 0);
  let before = 0;
  const ends = arms.map(({ weight }) => {
    before += weight;
    return start + Math.round((span * before) / total);
  });
  const end = start + span;
  return { test: [start, ...ends], rest: end < PLACE_COUNT ? [end, PLACE_COUNT] : null };
}
