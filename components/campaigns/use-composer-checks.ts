'use client';

import { useEffect, useState } from 'react';
import { useFirstSign } from '@/components/ui/first-sign';
import type { CheckValues } from './composer-checks';

const RETRY_MS = 3_000;

let loading: Promise<CheckValues> | null = null;

/** The checks, once they are there; fetched once for the whole page. */
export function loadChecks(): Promise<CheckValues> {
  loading ??= import('./composer-checks').then(
    ({ checkValues }) => checkValues,
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/**
 * What finds the problems of what is written, from the first sign of a person on; null until then. What was there before
 * the server has checked when it made the page.
 */
export function useComposerChecks(): CheckValues | null {
  const isUsed = useFirstSign();
  const [checks, setChecks] = useState<CheckValues | null>(null);
  useEffect(() => {
    if (!isUsed) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout>;
    const load = () =>
      void loadChecks().then(
        (check) => {
          if (!isGone) setChecks(() => check);
        },
        // Without them nothing can be sent.
        () => {
          if (!isGone) timer = setTimeout(load, RETRY_MS);
        },
      );
    load();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isUsed]);
  return checks;
}
