'use client';

import { useId, useLayoutEffect, useRef } from 'react';
import { Button } from './button';

interface NotFetchedProps {
  /** It is being asked for once more. */
  isAsking: boolean;
  onRetry: () => void;
  onClose: () => void;
}

/**
 * In the place of a dialog, a menu or a picker whose script could not be fetched: says so, and asks for it again. The
 * browser's own dialog, for which nothing has to be fetched; it gives the focus back to what was pressed.
 */
export function NotFetched({ isAsking, onRetry, onClose }: NotFetchedProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const retryButton = useRef<HTMLButtonElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const node = dialog.current;
    node?.showModal();
    retryButton.current?.focus();
    // What is taken away while it is open would leave the focus nowhere.
    return () => node?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}why`}
      className="fixed inset-0 pointer-events-auto m-auto mb-0 w-full max-w-none animate-dialog-in whitespace-normal rounded-t-xl bg-raised text-left font-normal text-fg shadow-pop backdrop:bg-black/35 sm:mb-auto sm:max-w-md sm:rounded-xl dark:backdrop:bg-black/60"
      // Told a moment later, when what was asked for may stand in its place.
      onClose={() => {
        if (dialog.current?.open === false) onClose();
      }}
    >
      <div className="grid gap-1.5 px-5 pt-5 pb-5">
        <h2 id={`${id}title`} className="font-semibold text-lg">
          This could not be opened
        </h2>
        <p id={`${id}why`} className="text-base text-muted">
          A part of the page could not be fetched; what is on the page is kept. Check your connection and try again. If
          that does not help, Belfry may have been updated: reload the page.
        </p>
      </div>
      <div className="flex flex-col-reverse gap-2 border-line border-t px-5 py-3.5 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>Close</Button>
        <Button ref={retryButton} variant="primary" pending={isAsking} onClick={onRetry}>
          Try again
        </Button>
      </div>
    </dialog>
  );
}
