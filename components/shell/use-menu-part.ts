'use client';

import { type ComponentType, useState } from 'react';

/**
 * A menu whose code is loaded when it is about to be used: the plain trigger preloads on hover and focus, and its
 * first click swaps it for the real menu, already open. Keeps 30 KB out of every page's first load.
 */
export function useMenuPart<P>(load: () => Promise<ComponentType<P>>) {
  const [Part, setPart] = useState<ComponentType<P> | null>(null);
  const preload = () => void load().catch(() => {});
  return {
    Part,
    trigger: {
      onPointerEnter: preload,
      onFocus: preload,
      onClick: () => void load().then((loaded) => setPart(() => loaded)),
      'aria-haspopup': 'menu',
      'aria-expanded': false,
    } as const,
  };
}
