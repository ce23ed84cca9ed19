'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** Has the page's server part read anew while it is looked at. */
export function RefreshEvery({ ms }: { ms: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && router.refresh(), ms);
    return () => clearInterval(timer);
  }, [router, ms]);
  return null;
}
