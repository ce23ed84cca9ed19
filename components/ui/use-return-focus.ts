'use client';

import { useRef } from 'react';
import { findNeighbours, keepFocusNear } from './keep-focus-near';

/** What each open dialog was opened from. */
const openers = new WeakMap<Element, HTMLElement[]>();
/** Of the dialog that opened last, while it is open: what takes its place has the same. */
let last: HTMLElement[] = [];

/** Where the focus was last; a menu that closes takes its item away a moment before its button has the focus. */
let before: { element: HTMLElement; button: HTMLElement | null } | null = null;
if (typeof document !== 'undefined') {
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement) before = { element: target, button: findMenuButton(target) };
  });
}

function findMenuButton(element: HTMLElement): HTMLElement | null {
  const menu = element.closest('[role=menu]');
  return menu && document.getElementById(menu.getAttribute('aria-labelledby') ?? '');
}

/**
 * For the content of a dialog: whatever had the focus when it opened has it again when it closes, or what stands beside it when
 * it is gone by then, or soon after (its row was deleted). Radix does that for a
 * trigger within the dialog's own root only, and leaves the focus nowhere after a dialog that code has opened. The
 * content's first stop has it meanwhile, or what is marked `data-autofocus`: React's `autoFocus` would take it before
 * anybody could see where it was.
 */
export function useReturnFocus() {
  const from = useRef<HTMLElement[]>([]);
  return {
    onOpenAutoFocus: (event: Event) => {
      if (!(event.target instanceof Element)) return;
      from.current = findOpeners();
      openers.set(event.target, from.current);
      last = from.current;
      const wanted = event.target.querySelector<HTMLElement>('[data-autofocus]');
      if (!wanted) return;
      event.preventDefault();
      wanted.focus();
    },
    onCloseAutoFocus: (event: Event) => {
      if (last === from.current) last = [];
      const target = from.current.find((one) => one.isConnected);
      if (!target) return;
      event.preventDefault();
      target.focus();
      keepFocusNear(target, from.current);
    },
  };
}

/**
 * The element with the focus; what is behind it comes after, for when it is gone: a menu's button, the dialog's opener, their
 * neighbours.
 */
function findOpeners(): HTMLElement[] {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLElement) || activeElement === document.body) {
    // Of a dialog whose content was exchanged, the button that was pressed is gone.
    if (last.length > 0 || !before) return [...last];
    const { element, button } = before;
    return [element, ...(button ? [button] : []), ...findNeighbours(button ?? element)];
  }
  const button = findMenuButton(activeElement);
  const dialog = activeElement.closest('[role=dialog], [role=alertdialog]');
  const behind = [...(button ? [button] : []), ...((dialog && openers.get(dialog)) ?? [])];
  return [activeElement, ...behind, ...findNeighbours(button ?? activeElement)];
}
