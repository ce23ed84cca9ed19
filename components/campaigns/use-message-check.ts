'use client';

import { useAnswer } from '@/components/ui/use-answer';
import type { Message } from '@/lib/contracts/messages';
import { type CheckMessage, isPersonalMessage, type MessageCheck } from '@/lib/contracts/personal-fields';
import { EMPTY_MESSAGE } from './byte-meter';
import type { ComposerActions } from './composer.types';

const QUIET_MS = 350;

type Draft = Omit<CheckMessage, 'message'> & { message: Partial<Message> };

/**
 * Has the server look at a message with personal texts or several languages a moment after it stops changing: the template engine is not
 * loaded into the page. Answers that were overtaken are dropped; the last one stays until the next is there.
 * @returns `check` is null for a message that is the same for all, and before the first answer; `retry` unless the last
 *   question was answered
 */
export function useMessageCheck(
  { message, translations, shown, previewFor }: Draft,
  checkMessage: ComposerActions['checkMessage'],
): { isPersonal: boolean; needsCheck: boolean; check: MessageCheck | null; retry: (() => void) | null } {
  const whole = { ...EMPTY_MESSAGE, ...message };
  const others = Object.values(translations);
  const isPersonal = [whole, ...others.map((own) => ({ ...whole, ...own }))].some(isPersonalMessage);
  const needsCheck = isPersonal || others.length > 0;
  const { data, failure, retry } = useAnswer({
    key: needsCheck ? JSON.stringify({ message: whole, translations, shown, previewFor }) : null,
    ask: () => checkMessage({ message: whole, translations, shown, previewFor }),
    failure: 'The message could not be checked.',
    quietMs: QUIET_MS,
  });
  return { isPersonal, needsCheck, check: needsCheck ? data : null, retry: needsCheck && failure ? retry : null };
}
