'use client';

import { Button, buttonClass } from '@/components/ui/button';
import { ProblemPage } from './problem-page';

interface ErrorPageProps {
  /** Names the entry in the server's log; the message itself stays there. */
  digest: string | undefined;
  retry: () => void;
}

export function ErrorPage({ digest, retry }: ErrorPageProps) {
  return (
    <ProblemPage
      title="This page could not be shown"
      action={
        <>
          <Button variant="primary" onClick={retry}>
            Try again
          </Button>
          <a href="/" className={buttonClass()}>
            Go to the overview
          </a>
        </>
      }
    >
      <p>
        Something went wrong on our side. Everything that was saved before is kept, and campaigns that are being sent go
        on.
      </p>
      {digest && (
        <p className="mt-3 text-faint text-sm">
          For the server’s log: <code className="font-mono">{digest}</code>
        </p>
      )}
    </ProblemPage>
  );
}
