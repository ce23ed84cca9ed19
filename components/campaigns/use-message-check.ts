'use client';

import { useEffect, useRef, useState } from 'react';
import type { Message } from '@/lib/contracts/messages';
import { isPersonalMessage, type MessageCheck, type PreviewFor } from '@/lib/contracts/personal-fields';
import { EMPTY_MESSAGE } from './byte-meter';
import type { ComposerActions } from './composer.types';

const QUIET_MS = 350;

/**
 * Has the server look at a message with personal texts a moment after it stops changing: the template engine is not
 * loaded into the page. Answers that were overtaken are dropped; the last one stays until the next is there.
 * @returns null for a message that is the same for all, and before the first answer
 */
export function useMessageCheck(
  message: Partial<Message>,
  previewFor: PreviewFor | null,
  checkMessage: ComposerActions['checkMessage'],
): { isPersonal: boolean; check: MessageCheck | null } {
  const [check, setCheck] = useState<MessageCheck | null>(null);
  const turn = useRef(0);
  const whole = { ...EMPTY_MESSAGE, ...message };
  const isPersonal = isPersonalMessage(whole);
  const key = isPersonal ? JSON.stringify([whole, previewFor]) : '';
  useEffect(() => {
    const mine = ++turn.current;
    if (!key) return setCheck(null);
    const timer = setTimeout(async () => {
      const [asked, who] = JSON.parse(key);
      const answer = await checkMessage(asked, who).catch(() => null);
      if (mine === turn.current && answer?.data) setCheck(answer.data);
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [key, checkMessage]);
  return { isPersonal, check: isPersonal ? check : null };
}
