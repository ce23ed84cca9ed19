'use client';

import { useState, useTransition } from 'react';
import { type ActionState, answerOf } from './action-state';

interface Saving {
  /** By field; empty when none is wrong. */
  errors: Record<string, string>;
  /** What went wrong with no field in particular; empty when nothing did. */
  failure: string;
  isSaving: boolean;
  /** Asks once, and tells when it was done. */
  save: (ask: () => Promise<ActionState>, onSaved: () => void) => void;
}

/** What a dialog knows while it saves what is written in it. @param failed what is said when the server says nothing */
export function useSaving(failed: string): Saving {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState('');
  const [isSaving, startSaving] = useTransition();
  const save: Saving['save'] = (ask, onSaved) =>
    startSaving(async () => {
      setErrors({});
      setFailure('');
      const { status, fields = {}, message = failed } = await answerOf(ask());
      if (status === 'done') return onSaved();
      setErrors(fields);
      if (Object.keys(fields).length === 0) setFailure(message);
    });
  return { errors, failure, isSaving, save };
}
