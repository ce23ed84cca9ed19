import { MessageInput } from '@/lib/contracts/messages';
import { allProblems, remarksOf } from './composer-problems';
import type { ComposerValues } from './composer-values';
import { findProblems } from './find-problems';
import { effectiveWhen, primaryLabel } from './primary-label';
import { seriesWords } from './series-words';

/** What the composer says of its values; loaded after the page, since the schema of a message brings zod. */
export const composerRules = {
  findProblems: (values: ComposerValues, timeZone: string) => findProblems(values, MessageInput, timeZone),
  allProblems,
  remarksOf,
  effectiveWhen,
  primaryLabel,
  seriesWords,
};

export type ComposerRules = typeof composerRules;
