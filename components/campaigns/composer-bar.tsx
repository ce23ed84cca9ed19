'use client';

import { CircleAlert, CloudCheck } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Callout } from '@/components/ui/callout';
import { Spinner } from '@/components/ui/spinner';
import type { SaveState } from './use-autosave';

export interface SendFailure {
  text: string;
  /** Nobody knows: no answer came. */
  isUnanswered?: boolean;
}

interface ComposerBarProps {
  state: SaveState;
  onRetry: () => void;
  /** Of the last attempt to send; null when there is none, or it succeeded. */
  failure: SendFailure | null;
  children: ReactNode;
}

/** Stays at the foot of the window: what is saved at the left, what can be done at the right. */
export function ComposerBar({ state, onRetry, failure, children }: ComposerBarProps) {
  return (
    <div className="sticky bottom-0 z-20 -mx-4 mt-6 flex flex-wrap items-center justify-end gap-2 border-line border-t bg-canvas/95 px-4 py-3 backdrop-blur sm:-mx-6 sm:px-6 lg:-mx-8 lg:px-8">
      {failure ? (
        <Callout
          tone="danger"
          live
          title={failure.isUnanswered ? 'Not known whether it was sent' : 'Not sent'}
          className="w-full"
        >
          {failure.text}
        </Callout>
      ) : null}
      <div className="mr-auto min-w-0 text-muted text-sm" role="status">
        <SaveText state={state} onRetry={onRetry} />
      </div>
      {children}
    </div>
  );
}

function SaveText({ state, onRetry }: { state: SaveState; onRetry: () => void }) {
  switch (state.kind) {
    case 'clean':
      return null;
    case 'unsaved':
      return 'Not saved yet';
    case 'waiting':
    case 'saving':
      return (
        <span className="flex items-center gap-1.5">
          <Spinner className="size-3.5" /> Saving
        </span>
      );
    case 'saved':
      return <SavedAgo key={state.atMs} atMs={state.atMs} />;
    case 'conflict':
      return <span className="text-warning-ink">Not saved: changed somewhere else</span>;
    case 'failed':
      return (
        <span className="flex items-center gap-1.5 text-danger-ink">
          <CircleAlert aria-hidden className="size-4 shrink-0" /> Not saved: {state.message}
          {state.isSignedOut ? (
            <a href="/sign-in" target="_blank" rel="noreferrer" className="font-medium underline underline-offset-2">
              Sign in
            </a>
          ) : null}
          <button type="button" onClick={onRetry} className="font-medium underline underline-offset-2">
            Try again
          </button>
        </span>
      );
  }
}

/** "Saved 3 s ago", counting; the ticking is hidden from screen readers. */
function SavedAgo({ atMs }: { atMs: number }) {
  const [now, setNow] = useState(atMs);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((now - atMs) / 1_000));
  const ago = seconds < 1 ? 'just now' : seconds < 60 ? `${seconds} s ago` : `${Math.floor(seconds / 60)} min ago`;
  return (
    <span className="flex items-center gap-1.5">
      <CloudCheck aria-hidden className="size-4 text-success-ink" />
      <span>Saved</span>
      <span aria-hidden className="tabular">
        {ago}
      </span>
    </span>
  );
}
