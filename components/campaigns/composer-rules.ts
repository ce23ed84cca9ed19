import { MessageInput } from '@/lib/contracts/messages';
import { type CheckedVariant, checkedVariants, closedVariants, problemsOf } from './closed-variants';
import { remarksOf } from './composer-problems';
import type { ComposerValues } from './composer-values';
import { findProblems } from './find-problems';
import { effectiveWhen, primaryLabel } from './primary-label';
import { seriesWords } from './series-words';

/** What the composer says of its values; loaded after the page, since the schema of a message brings zod. */
export const composerRules = {
  findProblems: (values: ComposerValues, timeZone: string) => findProblems(values, MessageInput, timeZone),
  /** With those that only the server finds. */
  problemsOf: (values: ComposerValues, timeZone: string, checked: readonly CheckedVariant[]) =>
    problemsOf(values, findProblems(values, MessageInput, timeZone), checked),
  checkedVariants,
  closedVariants,
  remarksOf,
  effectiveWhen,
  primaryLabel,
  seriesWords,
};

export type ComposerRules = typeof composerRules;
