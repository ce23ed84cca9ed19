import type { ReactNode } from 'react';
import { keepFocusNear } from './keep-focus-near';

/** One line for what is missing and can be done without, with a way to ask once more. */
export function QuietFailure({ onRetry, children }: { onRetry: () => void; children: ReactNode }) {
  return (
    <p role="status" className="text-muted text-sm">
      {children}{' '}
      <button
        type="button"
        className="font-medium text-accent-ink underline underline-offset-2"
        onClick={(event) => {
          // It goes when what it asks for comes. Not for a finger: a field with the focus would bring up a keyboard.
          if (event.detail === 0) keepFocusNear(event.currentTarget);
          onRetry();
        }}
      >
        Try again
      </button>
    </p>
  );
}
