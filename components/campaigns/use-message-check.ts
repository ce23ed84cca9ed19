'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
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
  const [check, setCheck] = useState<MessageCheck | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const turn = useRef(0);
  const whole = { ...EMPTY_MESSAGE, ...message };
  const others = Object.values(translations);
  const isPersonal = [whole, ...others.map((own) => ({ ...whole, ...own }))].some(isPersonalMessage);
  const needsCheck = isPersonal || others.length > 0;
  const key = needsCheck ? JSON.stringify({ message: whole, translations, shown, previewFor }) : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once more when the person says so
  useEffect(() => {
    const mine = ++turn.current;
    if (!key) {
      setFailed(false);
      return setCheck(null);
    }
    const timer = setTimeout(async () => {
      const answer = await checkMessage(JSON.parse(key)).catch(() => null);
      if (mine !== turn.current) return;
      setFailed(!answer?.data);
      if (answer?.data) setCheck(answer.data);
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [key, checkMessage, attempt]);
  const again = useCallback(() => setAttempt((last) => last + 1), []);
  return { isPersonal, needsCheck, check: needsCheck ? check : null, retry: needsCheck && failed ? again : null };
}
