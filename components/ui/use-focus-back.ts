'use client';

import { type RefObject, useEffect, useRef } from 'react';

/**
 * Gives the focus back to the button that opened a dialog, once the dialog is gone: one that closes itself after it has saved
 * is still there, and keeps the focus, when it says so.
 */
export function useFocusBack(isOpen: boolean): RefObject<HTMLButtonElement | null> {
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (isOpen) {
      wasOpen.current = true;
      return;
    }
    if (!wasOpen.current) return;
    wasOpen.current = false;
    const frame = requestAnimationFrame(() => opener.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, [isOpen]);
  return opener;
}
