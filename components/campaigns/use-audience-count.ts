'use client';

import { useEffect, useRef, useState } from 'react';
import type { Audience } from '@/lib/contracts/campaigns';
import type { ComposerActions } from './composer.types';

export interface AudienceCount {
  /** The last number known; kept while a newer one is counted. Null before the first, and for no audience. */
  count: number | null;
  isCounting: boolean;
  error: string | null;
}

/** Counts an audience a moment after it stops changing; answers that were overtaken are dropped. */
export function useAudienceCount(audience: Audience | null, countAudience: ComposerActions['countAudience']) {
  const [state, setState] = useState<AudienceCount>({ count: null, isCounting: true, error: null });
  const turn = useRef(0);
  const key = audience ? JSON.stringify(audience) : '';
  useEffect(() => {
    const mine = ++turn.current;
    if (!key) {
      setState({ count: null, isCounting: false, error: null });
      return;
    }
    setState((last) => ({ ...last, isCounting: true }));
    const timer = setTimeout(async () => {
      const answer = await countAudience(JSON.parse(key)).catch(() => null);
      if (mine !== turn.current) return;
      setState((last) =>
        answer?.status === 'done' && answer.data
          ? { count: answer.data.count, isCounting: false, error: null }
          : {
              ...last,
              isCounting: false,
              error: answer?.message ?? 'The count did not arrive. Check your connection.',
            },
      );
    }, 250);
    return () => clearTimeout(timer);
  }, [key, countAudience]);
  return state;
}
