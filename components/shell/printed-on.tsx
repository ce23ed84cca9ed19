'use client';

import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { formatDateTime } from '@/components/ui/format';

/** At the head of what is printed: of which site it is, and from when. */
export function PrintedOn({ siteName }: { siteName: string }) {
  const [at, setAt] = useState<string>();
  useEffect(() => {
    // The browser takes the page as it is when the listeners are done.
    const note = () => flushSync(() => setAt(formatDateTime(new Date().toISOString())));
    window.addEventListener('beforeprint', note);
    return () => window.removeEventListener('beforeprint', note);
  }, []);
  return (
    <p className="mb-3 hidden text-muted text-xs print:block">
      {siteName}
      {at ? `, printed ${at}` : null}
    </p>
  );
}
