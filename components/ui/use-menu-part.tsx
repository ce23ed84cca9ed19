'use client';

import { type ComponentType, useState } from 'react';
import { NotFetched } from './not-fetched';

/**
 * A menu or picker whose code is loaded when it is about to be used: the plain trigger preloads on hover and focus, and
 * its first click swaps it for the real one, already open. Keeps 30 KB out of every page's first load. `refusal` stands
 * beside the trigger: it says that it could not be fetched, and asks again.
 */
export function useMenuPart<P>(load: () => Promise<ComponentType<P>>) {
  const [Part, setPart] = useState<ComponentType<P> | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [isRefused, setRefused] = useState(false);
  const preload = () => void load().catch(() => {});
  const ask = () => {
    setAsking(true);
    void load()
      .then(
        (loaded) => setPart(() => loaded),
        () => setRefused(true),
      )
      .finally(() => setAsking(false));
  };
  return {
    Part,
    isAsking,
    ask,
    refusal: isRefused ? <NotFetched isAsking={isAsking} onRetry={ask} onClose={() => setRefused(false)} /> : null,
    trigger: {
      onPointerEnter: preload,
      onFocus: preload,
      onClick: ask,
      'aria-haspopup': 'menu',
      'aria-expanded': false,
    } as const,
  };
}
