'use client';

import { GitCompare } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';

const MIN = 2;
const MAX = 5;

/** Around a table with boxes named "campaign": those that are ticked are put side by side. The choice is in the address. */
export function CompareForm({ action, children }: { action: string; children: ReactNode }) {
  const [count, setCount] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const look = useCallback(() => setCount(form.current ? new FormData(form.current).getAll('campaign').length : 0), []);
  useEffect(() => {
    // Back from the comparison the browser ticks the boxes again by itself, without a word.
    look();
    window.addEventListener('pageshow', look);
    return () => window.removeEventListener('pageshow', look);
  }, [look]);
  return (
    <form ref={form} method="get" action={action} onChange={look}>
      {children}
      <div
        hidden={count === 0}
        className="sticky bottom-0 flex flex-wrap items-center justify-between gap-3 rounded-b-xl border-line border-t bg-canvas px-5 py-3 text-sm"
      >
        <p role="status">
          {count === 0 ? '' : `${formatCount(count, 'campaign')} chosen`}
          <span className="text-muted">
            {count === 1 ? '; choose one more to compare' : count > MAX ? `; at most ${MAX} fit side by side` : ''}
          </span>
        </p>
        <Button type="submit" disabled={count < MIN || count > MAX}>
          <GitCompare aria-hidden /> Compare
        </Button>
      </div>
    </form>
  );
}
