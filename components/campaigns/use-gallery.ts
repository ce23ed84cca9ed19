'use client';

import { useEffect, useRef, useState, useTransition } from 'react';
import type { ImageView } from '@/lib/contracts/images';
import type { GalleryActions } from './gallery.types';

interface Gallery {
  /** Null until the first page has come. */
  images: ImageView[] | null;
  hasMore: boolean;
  isLoading: boolean;
  failure: string;
  /** The next page, or once more the one that did not come. */
  load: () => void;
  /** Takes what was deleted out of the list. */
  forget: (imageId: string) => void;
}

/** The site's pictures, newest first, page by page; the first is asked for at once. */
export function useGallery(list: GalleryActions['list']): Gallery {
  const [images, setImages] = useState<ImageView[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [failure, setFailure] = useState('');
  const [isLoading, startLoading] = useTransition();
  const load = () =>
    startLoading(async () => {
      const answer = await list(cursor).catch(() => null);
      const page = answer?.data;
      setFailure(page ? '' : (answer?.message ?? 'The images could not be loaded.'));
      if (!page) return;
      setCursor(page.nextCursor);
      // The same page twice shows nothing twice.
      setImages((before) => {
        const known = new Set(before?.map(({ id }) => id));
        return [...(before ?? []), ...page.items.filter(({ id }) => !known.has(id))];
      });
    });
  const first = useRef(load);
  useEffect(() => first.current(), []);
  return {
    images,
    hasMore: cursor !== null,
    isLoading,
    failure,
    load,
    forget: (imageId) => setImages((before) => before?.filter(({ id }) => id !== imageId) ?? null),
  };
}
