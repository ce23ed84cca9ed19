'use client';

import { type FieldPath, useFormContext } from 'react-hook-form';
import type { ComposerValues } from './composer-values';

type OwnName = 'title' | 'body' | 'url' | `buttons.${number}.${'title' | 'url'}`;

/** Inputs that take emoji and personal fields. */
export type TextName = Extract<
  FieldPath<ComposerValues>,
  OwnName | `translations.${number}.${OwnName}` | `abTest.variants.${number}.${OwnName}`
>;

interface InsertOptions {
  /** Characters before the caret that the new text replaces. */
  replacing?: number;
  /** Part of the new text that is selected then, so that typing replaces it. */
  select?: string;
  /** Where the focus is then: in the input, once a popover has given it back; or there at once; or where it was. */
  focus?: 'later' | 'now' | 'stay';
}

/** Puts a text where the caret of an input is, and gives the focus back to it. */
export function useInsertText(name: TextName) {
  const { setValue, getValues } = useFormContext<ComposerValues>();
  return (text: string, { replacing = 0, select, focus = 'later' }: InsertOptions = {}) => {
    const input = document.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[name="${CSS.escape(name)}"]`);
    const before = String(getValues(name) ?? '');
    const from = Math.max(0, (input?.selectionStart ?? before.length) - replacing);
    const to = input?.selectionEnd ?? from;
    setValue(name, before.slice(0, from) + text + before.slice(to), { shouldDirty: true, shouldValidate: true });
    const at = select ? text.indexOf(select) : -1;
    const start = from + (at < 0 ? text.length : at);
    const end = at < 0 ? start : start + (select?.length ?? 0);
    const show = () => {
      if (focus !== 'stay') input?.focus();
      input?.setSelectionRange(start, end);
    };
    if (focus === 'later') requestAnimationFrame(show);
    else show();
  };
}
