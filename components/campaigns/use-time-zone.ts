'use client';

import { useSyncExternalStore } from 'react';

const subscribe = () => () => {};
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The viewer's time zone; `UTC` in the server's HTML and until the page has come alive. */
export function useTimeZone(): string {
  return useSyncExternalStore(subscribe, zone, () => 'UTC');
}

/** False in the server's HTML, true in the browser: for what only the viewer's clock can say. */
export function useIsBrowser(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
}
