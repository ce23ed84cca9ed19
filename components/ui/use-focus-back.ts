'use client';

import { type RefObject, useEffect, useRef } from 'react';

/**
 * Gives the focus back to what opened a dialog, once the dialog is gone: one that closes itself after it has saved
 * is still there, and keeps the focus, when it says so.
 */
export function useFocusBack<Opener extends HTMLElement = HTMLButtonElement>(
  isOpen: boolean,
): RefObject<Opener | null> {
  const opener = useRef<Opener>(null);
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
