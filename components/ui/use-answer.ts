'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActionState } from './action-state';

interface Question<T> {
  /** What the answer depends on: it is asked anew when this changes. Null: nothing is asked. */
  key: string | null;
  ask: () => Promise<ActionState<T>>;
  /** What is said when there was no answer, or one without words. */
  failure: string;
  /** The key has to stay the same for so long before it is asked. */
  quietMs?: number;
}

interface Answer<T> {
  /** The last that came; kept while a newer one is on its way, and when that fails. Null before the first. */
  data: T | null;
  isWaiting: boolean;
  /** Why the last question was not answered; empty when it was. */
  failure: string;
  retry: () => void;
}

/** What an action answers to the newest question; answers to earlier ones are dropped. */
export function useAnswer<T>({ key, ask, failure, quietMs = 0 }: Question<T>): Answer<T> {
  const [state, setState] = useState<Omit<Answer<T>, 'retry'>>({ data: null, isWaiting: key !== null, failure: '' });
  const [attempt, setAttempt] = useState(0);
  // The effect asks by the key alone: functions are often made anew with each rendering.
  const question = useRef({ ask, failure });
  question.current = { ask, failure };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once more when the person says so
  useEffect(() => {
    setState((last) => (key === null ? { ...last, isWaiting: false, failure: '' } : { ...last, isWaiting: true }));
    if (key === null) return;
    let isOver = false;
    const timer = setTimeout(async () => {
      const answer = await question.current.ask().catch(() => null);
      if (isOver) return;
      const { data, message = question.current.failure } = answer ?? {};
      setState((last) => ({ data: data ?? last.data, isWaiting: false, failure: data === undefined ? message : '' }));
    }, quietMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key, attempt, quietMs]);
  const retry = useCallback(() => setAttempt((last) => last + 1), []);
  return { ...state, retry };
}
