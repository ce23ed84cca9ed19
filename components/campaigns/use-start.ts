'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import type { ComposerProblem, ComposerValues } from './composer-values';

interface StartOptions {
  form: UseFormReturn<ComposerValues>;
  /** As of now: a time that was chosen may have passed meanwhile. Null: the checks are not there yet; what was started goes on with them. */
  findProblems: () => readonly ComposerProblem[] | null;
  /** Whether the checks are there. */
  hasChecks: boolean;
  isCounting: boolean;
  /** The keys belong to the dialog. */
  isDialogOpen: boolean;
  onStart: () => void;
  /** The checks are not there yet. */
  onUnchecked: () => void;
  /** The first thing that has to be put right. */
  onProblem: (problem: ComposerProblem) => void;
  /** Nothing has, and the audience is counted. */
  onReady: () => void;
}

/**
 * What the composer's main button does, and Ctrl+Enter; pressed while the audience is counted, or before the
 * checks are there, it waits for them.
 */
export function useStart(options: StartOptions): () => Promise<void> {
  const [isAwaited, setIsAwaited] = useState(false);
  const latest = useRef(options);
  latest.current = options;
  const { isCounting, isDialogOpen } = options;
  const isKnown = options.hasChecks && !isCounting;

  const start = useCallback(async () => {
    latest.current.onStart();
    // As a submission: from now on every field says what is wrong with it, also one that was never touched.
    await latest.current.form.handleSubmit(ignore, ignore)();
    const { findProblems, onProblem, onReady, onUnchecked, ...now } = latest.current;
    const problems = findProblems();
    const [first] = problems ?? [];
    if (!problems) {
      onUnchecked();
      return setIsAwaited(true);
    }
    if (first) return onProblem(first);
    if (now.isCounting) return setIsAwaited(true);
    onReady();
  }, []);

  useEffect(() => {
    if (!isAwaited || !isKnown) return;
    setIsAwaited(false);
    void start();
  }, [isAwaited, isKnown, start]);

  useEffect(() => {
    if (isDialogOpen) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      void start();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [start, isDialogOpen]);

  return start;
}

const ignore = () => undefined;
