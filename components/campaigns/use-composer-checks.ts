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

interface ComposerChecks {
  /** Null until they are there. */
  checkValues: CheckValues | null;
  /** They could not be fetched; it is tried again every few seconds. */
  isUnreachable: boolean;
}

/**
 * What finds the problems of what is written, from the first sign of a person on. What was there before the server has
 * checked when it made the page.
 */
export function useComposerChecks(): ComposerChecks {
  const isUsed = useFirstSign();
  const [state, setState] = useState<ComposerChecks>({ checkValues: null, isUnreachable: false });
  useEffect(() => {
    if (!isUsed) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout>;
    const load = () =>
      void loadChecks().then(
        (checkValues) => {
          if (!isGone) setState({ checkValues, isUnreachable: false });
        },
        // Without them nothing can be sent.
        () => {
          if (isGone) return;
          setState({ checkValues: null, isUnreachable: true });
          timer = setTimeout(load, RETRY_MS);
        },
      );
    load();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isUsed]);
  return state;
}
