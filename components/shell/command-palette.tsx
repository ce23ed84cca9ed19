'use client';

import { Search } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Kbd } from '@/components/ui/kbd';
import { lateDialog } from '@/components/ui/late-dialog';
import type { Action } from '@/lib/contracts/actors';
import type { SearchHit, ShellSite } from './shell.types';

// Loaded at its first use: most visits never open it.
const CommandDialog = lateDialog(() => import('./command-dialog').then((module) => module.CommandDialog));
const ShortcutsDialog = lateDialog(() => import('./shortcuts-dialog').then((module) => module.ShortcutsDialog));

const noChange = () => () => {};
const readShortcut = () => (/Mac|iP(hone|ad)/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K');

interface CommandPaletteProps {
  siteId: string;
  sites: readonly ShellSite[];
  mayCreate: readonly Action[];
  search: (siteId: string, query: string) => Promise<SearchHit[]>;
}

/** The search field of the top bar, Ctrl/⌘-K from anywhere, and the list of shortcuts under `?`. */
export function CommandPalette(props: CommandPaletteProps) {
  const [open, setOpen] = useState(false);
  const [shortcuts, setShortcuts] = useState(false);
  const shortcut = useSyncExternalStore(noChange, readShortcut, () => 'Ctrl K');
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === '?' && !isTyping(event.target)) {
        event.preventDefault();
        setShortcuts(true);
        return;
      }
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-label="Search or jump to"
        aria-keyshortcuts="Control+K Meta+K"
        className="flex h-8 items-center gap-2 rounded-md text-faint text-sm transition-colors hover:text-fg max-sm:size-9 max-sm:justify-center sm:w-56 sm:border sm:border-line sm:bg-surface sm:px-2.5 sm:shadow-sm sm:hover:border-line-strong"
      >
        <Search aria-hidden="true" className="size-4 shrink-0" />
        <span aria-hidden="true" className="flex-1 text-left max-sm:hidden">
          Search…
        </span>
        <Kbd aria-hidden="true" className="max-sm:hidden">
          {shortcut}
        </Kbd>
      </button>
      <CommandDialog open={open} onOpenChange={setOpen} onShortcuts={() => setShortcuts(true)} {...props} />
      <ShortcutsDialog open={shortcuts} onOpenChange={setShortcuts} />
    </>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}
