'use client';

import { useEffect, useSyncExternalStore } from 'react';

// A page that nobody uses needs what it shows, and no more. Whoever comes to use it moves, scrolls, types or touches
// before they reach what they came for: that first sign is when the rest is fetched.

/** `focusin`, `input`, `click` and `scroll`: of a screen reader, a voice or an extension there is nothing else. */
const SIGNS = ['pointermove', 'pointerdown', 'touchstart', 'wheel', 'scroll', 'keydown', 'focusin', 'input', 'click'];
const LISTENING = { capture: true, passive: true };

let isGiven = false;
const waiting = new Set<() => void>();

/** Counts as a sign: something happened that needs what a page has not fetched yet. */
export function giveSign(): void {
  if (isGiven) return;
  isGiven = true;
  for (const sign of SIGNS) window.removeEventListener(sign, giveSign, LISTENING);
  for (const tell of waiting) tell();
}

// At load, so that what is done before the page has come alive counts.
if (typeof window !== 'undefined') for (const sign of SIGNS) window.addEventListener(sign, giveSign, LISTENING);

function subscribe(tell: () => void): () => void {
  waiting.add(tell);
  return () => waiting.delete(tell);
}

/** Whether anybody uses this document; stays true until it is left. */
export function useFirstSign(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => isGiven,
    () => false,
  );
}

/** Fetches at the first sign what a click will need. @param load an import, the same function at each call */
export function useAhead(load: () => Promise<unknown>): void {
  const isUsed = useFirstSign();
  useEffect(() => {
    // Whoever needs it asks again, and says what is wrong.
    if (isUsed) void load().catch(() => undefined);
  }, [isUsed, load]);
}
