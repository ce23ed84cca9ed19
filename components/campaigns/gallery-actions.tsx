'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { GalleryActions } from './gallery.types';

const Gallery = createContext<GalleryActions | null>(null);

/** Around the composer: where the fields of pictures find what was uploaded before. */
export function GalleryProvider({ actions, children }: { actions: GalleryActions; children: ReactNode }) {
  return <Gallery value={actions}>{children}</Gallery>;
}

/** Null where there is no gallery. */
export function useGalleryActions(): GalleryActions | null {
  return useContext(Gallery);
}
