'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useRef } from 'react';
import { toast } from './toast';

/** Marks what opens something, by its id. */
const OPENER = 'data-opens';

interface OpenedOptions<Item> {
  /** Of the address's parameter. */
  name: string;
  /** What one is called in a sentence. */
  what: string;
  items: readonly Item[];
}

export interface Opened<Item> {
  /** As it stands in the address; null: nothing is open. */
  value: string | null;
  /** What is open; null also for one that is not there. */
  item: Item | 'new' | null;
  open: (id: string) => void;
  close: () => void;
  /** Where it can be shared from. */
  hrefOf: (id: string) => string;
  /** For the button that opens it: it has the focus again afterwards. */
  opener: (id: string) => { onClick: () => void; [OPENER]: string };
}

/**
 * What is open on a page, in a dialog, as a part of its address: it can be shared, a reload keeps it, Back closes it. The
 * page itself is not asked for anew.
 */
export function useOpened<Item extends { id: string }>({ name, what, items }: OpenedOptions<Item>): Opened<Item> {
  const value = useSearchParams().get(name);
  const item = value === 'new' ? value : (items.find(({ id }) => id === value) ?? null);
  // Whether Back leads to the page without it: not where somebody came in with the address.
  const isOwnStep = useRef(false);
  const isClosing = useRef(false);
  const before = useRef(value);

  const isMissing = useRef(value !== null && item === null);
  useEffect(() => {
    if (!isMissing.current) return;
    isMissing.current = false;
    history.replaceState(null, '', addressWith(name, null));
    toast(`This ${what} is not there any more`);
  }, [name, what]);

  useEffect(() => {
    isClosing.current = false;
    const closed = before.current;
    before.current = value;
    if (value !== null || closed === null) return;
    // A dialog gives the focus back to what had it; opened by the address, that was nothing.
    const timer = setTimeout(() => {
      if (document.activeElement && document.activeElement !== document.body) return;
      document.querySelector<HTMLElement>(`[${OPENER}="${CSS.escape(closed)}"]`)?.focus();
    });
    return () => clearTimeout(timer);
  }, [value]);

  const open = useCallback(
    (id: string) => {
      isOwnStep.current = true;
      history.pushState(null, '', addressWith(name, id));
    },
    [name],
  );
  const close = useCallback(() => {
    // A second Escape must not lead off the page.
    if (isClosing.current) return;
    isClosing.current = true;
    if (isOwnStep.current) history.back();
    else history.replaceState(null, '', addressWith(name, null));
  }, [name]);
  return {
    value,
    item,
    open,
    close,
    hrefOf: (id) => `?${name}=${encodeURIComponent(id)}`,
    opener: (id) => ({ onClick: () => open(id), [OPENER]: id }),
  };
}

function addressWith(name: string, value: string | null): string {
  const query = new URLSearchParams(location.search);
  if (value === null) query.delete(name);
  else query.set(name, value);
  const text = query.toString();
  return text ? `${location.pathname}?${text}` : location.pathname;
}
