'use client';

import { ErrorPage } from '@/components/shell/error-page';
import './globals.css';

/** When even the layout fails. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body className="font-sans">
        <title>Something went wrong · Belfry</title>
        <ErrorPage digest={error.digest} retry={reset} />
      </body>
    </html>
  );
}
