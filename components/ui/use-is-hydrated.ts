'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => {};

/**
 * False on the server and at the first render in the browser, true from then on: for what is folded away, so that the
 * page's HTML does not carry it. It is there when somebody unfolds, searches or prints the page.
 */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
