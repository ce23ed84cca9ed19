'use client';

import { useEffect, useRef, useState } from 'react';
import type { SegmentRule } from '@/lib/contracts/segments';
import type { RulePreview, SegmentActions } from './segment.types';

export interface RulePreviewState {
  /** The last answer; kept while a newer one is on its way. */
  value: RulePreview | null;
  isLoading: boolean;
  error: string;
}

const QUIET_MS = 350;

/** Counts a rule a moment after it stops changing; answers that were overtaken are dropped. */
export function useRulePreview(rule: SegmentRule | null, preview: SegmentActions['preview']): RulePreviewState {
  const [state, setState] = useState<RulePreviewState>({ value: null, isLoading: rule !== null, error: '' });
  const turn = useRef(0);
  const key = rule ? JSON.stringify(rule) : '';
  useEffect(() => {
    const mine = ++turn.current;
    if (!key) {
      setState((last) => ({
        value: last.value && { ...last.value, count: 0, sample: [] },
        isLoading: false,
        error: '',
      }));
      return;
    }
    setState((last) => ({ ...last, isLoading: true }));
    const timer = setTimeout(async () => {
      const answer = await preview(JSON.parse(key)).catch(() => null);
      if (mine !== turn.current) return;
      setState((last) =>
        answer?.status === 'done' && answer.data
          ? { value: answer.data, isLoading: false, error: '' }
          : { ...last, isLoading: false, error: answer?.message ?? 'The count did not arrive. Check your connection.' },
      );
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [key, preview]);
  return state;
}
