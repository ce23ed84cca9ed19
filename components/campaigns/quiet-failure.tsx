import type { ReactNode } from 'react';

/** One line for what is missing and can be done without, with a way to ask once more. */
export function QuietFailure({ onRetry, children }: { onRetry: () => void; children: ReactNode }) {
  return (
    <p role="status" className="text-muted text-sm">
      {children}{' '}
      <button type="button" onClick={onRetry} className="font-medium text-accent-ink underline underline-offset-2">
        Try again
      </button>
    </p>
  );
}
