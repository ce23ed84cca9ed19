'use client';

import { useSyncExternalStore } from 'react';

const subscribe = () => () => {};
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The viewer's time zone; `UTC` in the server's HTML and until the page has come alive. */
export function useTimeZone(): string {
  return useSyncExternalStore(subscribe, zone, () => 'UTC');
}

/** Whether the viewer's keyboard has ⌘; false in the server's HTML. */
export function useIsApple(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => /Mac|iPhone|iPad/.test(navigator.userAgent),
    () => false,
  );
}
