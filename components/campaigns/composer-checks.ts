import { MessageInput } from '@/lib/contracts/messages';
import type { ComposerProblem, ComposerValues } from './composer-values';
import { findProblems } from './find-problems';

/** What keeps these values from being sent. In a file of its own, since the schema of a message brings zod. */
export function checkValues(values: ComposerValues, timeZone: string): ComposerProblem[] {
  return findProblems(values, MessageInput, timeZone);
}

export type CheckValues = typeof checkValues;
