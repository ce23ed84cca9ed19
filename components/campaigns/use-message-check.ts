'use client';

import { useEffect, useRef, useState } from 'react';
import type { Message } from '@/lib/contracts/messages';
import { type CheckMessage, isPersonalMessage, type MessageCheck } from '@/lib/contracts/personal-fields';
import { EMPTY_MESSAGE } from './byte-meter';
import type { ComposerActions } from './composer.types';

const QUIET_MS = 350;

type Draft = Omit<CheckMessage, 'message'> & { message: Partial<Message> };

/**
 * Has the server look at a message with personal texts or several languages a moment after it stops changing: the template engine is not
 * loaded into the page. Answers that were overtaken are dropped; the last one stays until the next is there.
 * @returns null for a message that is the same for all, and before the first answer
 */
export function useMessageCheck(
  { message, translations, shown, previewFor }: Draft,
  checkMessage: ComposerActions['checkMessage'],
): { isPersonal: boolean; needsCheck: boolean; check: MessageCheck | null } {
  const [check, setCheck] = useState<MessageCheck | null>(null);
  const turn = useRef(0);
  const whole = { ...EMPTY_MESSAGE, ...message };
  const others = Object.values(translations);
  const isPersonal = [whole, ...others.map((own) => ({ ...whole, ...own }))].some(isPersonalMessage);
  const needsCheck = isPersonal || others.length > 0;
  const key = needsCheck ? JSON.stringify({ message: whole, translations, shown, previewFor }) : '';
  useEffect(() => {
    const mine = ++turn.current;
    if (!key) return setCheck(null);
    const timer = setTimeout(async () => {
      const answer = await checkMessage(JSON.parse(key)).catch(() => null);
      if (mine === turn.current && answer?.data) setCheck(answer.data);
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [key, checkMessage]);
  return { isPersonal, needsCheck, check: needsCheck ? check : null };
}
