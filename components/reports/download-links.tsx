'use client';

import { buttonClass } from '@/components/ui/button';

interface DownloadLinksProps {
  /** Of what, for screen readers: "browsers". */
  what: string;
  /** The address of the file without its format. */
  path: string;
  query: Record<string, string>;
}

// Drawn by the browser's React too: a report has a dozen, each of which would be sent a second time, as data.
/** A table as a file. */
export function DownloadLinks({ what, path, query }: DownloadLinksProps) {
  return (
    <p className="flex gap-1 print:hidden">
      {(['csv', 'json'] as const).map((format) => (
        <a
          key={format}
          href={`${path}?${new URLSearchParams({ ...query, format })}`}
          download
          aria-label={`Download ${what} as ${format.toUpperCase()}`}
          className={buttonClass({ variant: 'ghost', size: 'sm' })}
        >
          {format.toUpperCase()}
        </a>
      ))}
    </p>
  );
}
