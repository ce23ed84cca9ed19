'use client';

import { useEffect, useRef, useState } from 'react';
import type { SegmentRule } from '@/lib/contracts/segments';
import { ruleProblem } from './rule-problem';
import type { RulePreview, SegmentActions } from './segment.types';

export interface RulePreviewState {
  /** The last answer; kept while a newer one is on its way, and its people while the newer one has none yet. */
  value: RulePreview | null;
  isLoading: boolean;
  /** What is shown is an estimate, and the exact number is on its way. */
  isRefining: boolean;
  error: string;
}

const QUIET_MS = 350;
/** An exact count of a large site takes seconds: it is asked for when the rule was left alone for so long. */
const SETTLED_MS = 700;

/**
 * Counts a rule a moment after it stops changing; answers that were overtaken are dropped. A large site is told about how
 * many at once, and how many exactly a moment later.
 */
export function useRulePreview(rule: SegmentRule | null, preview: SegmentActions['preview']): RulePreviewState {
  const [state, setState] = useState<RulePreviewState>({
    value: null,
    isLoading: rule !== null,
    isRefining: false,
    error: '',
  });
  const turn = useRef(0);
  const key = rule ? JSON.stringify(rule) : '';
  useEffect(() => {
    const mine = ++turn.current;
    if (!key) {
      setState((last) => ({
        value: last.value && { ...last.value, count: 0, margin: null, sample: [] },
        isLoading: false,
        isRefining: false,
        error: '',
      }));
      return;
    }
    setState((last) => ({ ...last, isLoading: true, isRefining: false }));
    let timer: ReturnType<typeof setTimeout>;
    const ask = async (precision: 'quick' | 'exact') => {
      const answer = await preview(JSON.parse(key), precision).catch(() => null);
      if (mine !== turn.current) return;
      const data = answer?.status === 'done' ? answer.data : undefined;
      if (!data) {
        const error =
          ruleProblem(answer?.fields) || (answer?.message ?? 'The count did not arrive. Check your connection.');
        setState((last) => ({ ...last, isLoading: false, isRefining: false, error }));
        return;
      }
      const isRefining = data.margin !== null && precision === 'quick';
      setState((last) => ({
        value: { ...data, sample: data.sample ?? last.value?.sample ?? null },
        isLoading: false,
        isRefining,
        error: '',
      }));
      if (isRefining) timer = setTimeout(ask, SETTLED_MS, 'exact');
    };
    timer = setTimeout(ask, QUIET_MS, 'quick');
    return () => clearTimeout(timer);
  }, [key, preview]);
  return state;
}
