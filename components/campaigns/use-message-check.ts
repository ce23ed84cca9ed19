'use client';

import { useAnswer } from '@/components/ui/use-answer';
import type { Message } from '@/lib/contracts/messages';
import { type CheckMessage, isPersonalMessage, type MessageCheck } from '@/lib/contracts/personal-fields';
import type { ComposerActions } from './composer.types';
import { EMPTY_MESSAGE } from './measure-message';

const QUIET_MS = 350;

type Draft = Omit<CheckMessage, 'message'> & { message: Partial<Message> };

/** What is asked about a message; null where nothing in it differs from one subscriber to the next. */
export function checkOf(draft: Draft): CheckMessage | null {
  const whole = { ...EMPTY_MESSAGE, ...draft.message };
  return isPersonal(draft) || Object.keys(draft.translations).length > 0 ? { ...draft, message: whole } : null;
}

function isPersonal({ message, translations }: Draft): boolean {
  const whole = { ...EMPTY_MESSAGE, ...message };
  return [whole, ...Object.values(translations).map((own) => ({ ...whole, ...own }))].some(isPersonalMessage);
}

/**
 * Has the server look at a message with personal texts or several languages a moment after it stops changing: the template engine is not
 * loaded into the page. Answers that were overtaken are dropped; the last one stays until the next is there.
 * @returns `check` is null for a message that is the same for all, and before the first answer; `retry` unless the last
 *   question was answered
 */
export function useMessageCheck(
  draft: Draft,
  checkMessage: ComposerActions['checkMessage'],
): { isPersonal: boolean; needsCheck: boolean; check: MessageCheck | null; retry: (() => void) | null } {
  const asked = checkOf(draft);
  const needsCheck = asked !== null;
  const { data, failure, retry } = useAnswer({
    key: asked && JSON.stringify(asked),
    ask: async () => (asked ? checkMessage(asked) : { status: 'failed' }),
    failure: 'The message could not be checked.',
    quietMs: QUIET_MS,
  });
  return {
    isPersonal: isPersonal(draft),
    needsCheck,
    check: needsCheck ? data : null,
    retry: needsCheck && failure ? retry : null,
  };
}
