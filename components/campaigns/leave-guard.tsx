'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import type { SaveState } from './use-autosave';

const WHY: Partial<Record<SaveState['kind'], string>> = {
  unsaved: 'What you have changed is not saved and would be lost. The campaign goes on as it was.',
  failed: 'Your last changes could not be saved and would be lost.',
  conflict: 'The draft was changed somewhere else. Your last changes are not saved and would be lost.',
};

/** Asks before a link leads away from what is not saved. Before a reload and a closed tab the browser asks by itself. */
export function LeaveGuard({ kind }: { kind: SaveState['kind'] }) {
  const router = useRouter();
  const [link, setLink] = useState<HTMLAnchorElement | null>(null);
  const isLeaving = useRef(false);
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      const found = event.target instanceof Element ? event.target.closest('a') : null;
      if (!found || !leads(event, found)) return;
      event.preventDefault();
      // Next's links listen further down.
      event.stopPropagation();
      setLink(found);
    };
    window.addEventListener('click', onClick, true);
    return () => window.removeEventListener('click', onClick, true);
  }, []);
  if (!link) return null;
  return (
    <ConfirmDialog
      open
      onOpenChange={(isOpen) => {
        if (isOpen) return;
        setLink(null);
        if (!isLeaving.current) requestAnimationFrame(() => link.focus());
      }}
      title="Leave without saving?"
      description={WHY[kind]}
      confirmLabel="Leave"
      cancelLabel="Stay here"
      onConfirm={() => {
        isLeaving.current = true;
        router.push(link.href);
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
