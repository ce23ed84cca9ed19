'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { onLeaving } from '@/components/ui/leaving';
import type { SaveState } from './use-autosave';

const WHY: Partial<Record<SaveState['kind'], string>> = {
  unsaved: 'What you have changed is not saved and would be lost. The campaign goes on as it was.',
  failed: 'Your last changes could not be saved and would be lost.',
  conflict: 'The draft was changed somewhere else. Your last changes are not saved and would be lost.',
};

interface Asked {
  leave: () => void;
  /** What has the focus again for who stays; null: whatever had it. */
  from: HTMLElement | null;
}

/**
 * Asks before a link, the command palette or the browser's Back lead away from what is not saved. Before a reload and a
 * closed tab the browser asks by itself.
 */
export function LeaveGuard({ kind }: { kind: SaveState['kind'] }) {
  const router = useRouter();
  const [asked, setAsked] = useState<Asked | null>(null);
  const isLeaving = useRef(false);
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (!link || !leads(event, link)) return;
      event.preventDefault();
      // Next's links listen further down.
      event.stopPropagation();
      setAsked({ leave: () => router.push(link.href), from: link });
    };
    const onPush = (href: string) => {
      if (new URL(href, location.href).pathname === location.pathname) return false;
      setAsked({ leave: () => router.push(href), from: null });
      return true;
    };
    // Before the address changes, so that Next never hears of it. A second Back without a key or a click between the
    // two cannot be held: browsers let nobody be kept on a page. One without this interface leads away as before.
    const onTraverse = (event: NavigateEvent) => {
      const { destination, cancelable, navigationType } = event;
      const isAway = destination.sameDocument && new URL(destination.url).pathname !== location.pathname;
      if (navigationType !== 'traverse' || !cancelable || !isAway || isLeaving.current) return;
      event.preventDefault();
      setAsked({ leave: () => void navigation.traverseTo(destination.key), from: null });
    };
    const stopListening = onLeaving(onPush);
    window.addEventListener('click', onClick, true);
    window.navigation?.addEventListener('navigate', onTraverse);
    return () => {
      stopListening();
      window.removeEventListener('click', onClick, true);
      window.navigation?.removeEventListener('navigate', onTraverse);
    };
  }, [router]);
  if (!asked) return null;
  return (
    <ConfirmDialog
      open
      onOpenChange={(isOpen) => {
        if (isOpen) return;
        setAsked(null);
        if (!isLeaving.current) requestAnimationFrame(() => asked.from?.focus());
      }}
      title="Leave without saving?"
      description={WHY[kind]}
      confirmLabel="Leave"
      cancelLabel="Stay here"
      onConfirm={() => {
        isLeaving.current = true;
        asked.leave();
      }}
    />
  );
}

/** Away from this page, in this tab. */
function leads(event: MouseEvent, { href, target, origin, pathname, download }: HTMLAnchorElement): boolean {
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const isHere = target === '' || target === '_self';
  return isPlain && isHere && href !== '' && !download && origin === location.origin && pathname !== location.pathname;
}
